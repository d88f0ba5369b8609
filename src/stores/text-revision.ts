import { createHash } from 'node:crypto'
import type { StoredDocument } from '../core/documents.js'

/** A document of a store that knows texts by their digest. */
export function storedText(text: string): StoredDocument {
  const revision = textRevision(text)
  return { text, revision, token: revision }
}

/** The same for everybody, as the text alone decides. */
export function textRevision(text: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}
