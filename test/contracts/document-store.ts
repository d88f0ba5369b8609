import { describe, expect, it } from 'vitest'
import type { DocumentStore } from '../../src/core/documents.js'
import { readDocument } from '../../src/stores/read-document.js'

export interface DocumentStoreSetup {
  open(): DocumentStore
  /** The URI of a document that does not exist yet. */
  readonly uri: string
  put(content: string): void
}

/** What every store of documents promises; a new adapter's test is one call. */
export function documentStoreContract(name: string, setup: () => Promise<DocumentStoreSetup>): void {
  describe(`the document store ${name}`, () => {
    it('reads a document as it is, umlauts included', async () => {
      const { open, uri, put } = await setup()
      put('{"score": 0.86, "note": "größer"}\n')
      expect((await readDocument(open(), uri)).text).toBe('{"score": 0.86, "note": "größer"}\n')
    })

    it('the revision stays while the document does, and changes with it', async () => {
      const { open, uri, put } = await setup()
      put('{"score": 0.86}')
      const { revision } = await readDocument(open(), uri)
      expect((await readDocument(open(), uri)).revision).toBe(revision)
      put('{"score": 0.87}')
      expect((await readDocument(open(), uri)).revision).not.toBe(revision)
    })

    it('an absent document is a data error that names it', async () => {
      const { open, uri } = await setup()
      await expect(readDocument(open(), uri)).rejects.toMatchObject({ kind: 'data', message: expect.stringContaining(uri) })
    })
  })
}
