import type { DocumentStore, StoredDocument } from '../core/documents.js'
import { knownError } from '../core/errors.js'

/** A document that must be there. Rejects with a `data` error when it is not. */
export async function readDocument(store: DocumentStore, uri: string): Promise<StoredDocument> {
  const found = await store.find(uri)
  if (found !== null) return found
  throw knownError('data', `there is no document ${uri}`, {
    hint: 'check the name in the config; relative paths are relative to the config file',
  })
}
