/** Small documents by URI, written under a condition so that of two writers none overwrites the other unseen. One adapter per URI scheme. */
export interface DocumentStore {
  /** Null when there is none. */
  find(uri: string): Promise<StoredDocument | null>
  /**
   * Writes a document that must not exist yet; `exists` = it does, with another text. Safe to repeat: who finds
   * the own text there has written it, in a try whose answer was lost.
   */
  create(uri: string, text: string): Promise<StoredDocument | 'exists'>
  /** Writes a document anew unless it is another than `former`; `changed` = it is, or is gone. Safe to repeat as `create`. */
  replace(uri: string, text: string, former: StoredDocument): Promise<StoredDocument | 'changed'>
  /** URIs of the documents that stand directly in a folder, whose URI ends with a slash, by name in UTF-8 order. An absent folder has none. */
  list(folder: string): Promise<readonly string[]>
  /** No error where there is none. */
  remove(uri: string): Promise<void>
  close(): Promise<void> | void
}

export interface StoredDocument {
  readonly text: string
  /** Changes when the document is written anew with another text, and is the same for everybody who reads it. */
  readonly revision: string
  /** What a conditional write presents; means something to the adapter only. */
  readonly token: string
}
