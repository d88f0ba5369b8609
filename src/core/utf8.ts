import { knownError } from './errors.js'

/** Bytes as text, byte for byte: a byte order mark stays. Throws a `data` error that names the document where they are no UTF-8. */
export function utf8Text(bytes: Uint8Array, uri: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw knownError('data', `${uri} is not valid UTF-8`, {
      hint: 'write it anew in UTF-8, or use another path',
      cause,
    })
  }
}

/** Bytes that a text takes in UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length
}
