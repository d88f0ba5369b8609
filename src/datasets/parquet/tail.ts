import type { ByteRange } from '../../core/data-source.js'
import { type KnownError, knownError } from '../../core/errors.js'
import { encryptedParquet, notParquet } from '../../core/parquet-errors.js'
import { looksLike } from './looks-like.js'

/** A file that is read in parts. */
export interface PartedFile {
  readonly uri: string
  readonly bytes: number
}

export interface FooterBytes {
  /** The footer itself, without the length and the magic word behind it. */
  readonly bytes: Uint8Array
  /** Where it lies, length and magic word included: the end of the file. */
  readonly range: ByteRange
}

const MAGIC = 'PAR1'
const ENCRYPTED_MAGIC = 'PARE'
/** Four bytes of length, four of magic word. */
const TAIL = 8

/**
 * Finds the footer in the last bytes of a file, or tells which bytes before them are missing. Fails if the file is not
 * Parquet, encrypted, or cut off.
 */
export function locateFooter(tail: Uint8Array, file: PartedFile): FooterBytes | { readonly missing: ByteRange } {
  const have = file.bytes - tail.length
  if (file.bytes < TAIL) throw refused(tail, file)
  if (tail.length < TAIL) return { missing: { start: file.bytes - TAIL, end: have } }
  const magic = Buffer.from(tail.subarray(-4)).toString('latin1')
  if (magic === ENCRYPTED_MAGIC) throw encryptedParquet(file, 'its footer is')
  if (magic !== MAGIC) throw refused(tail, file)
  const length = new DataView(tail.buffer, tail.byteOffset + tail.length - TAIL).getUint32(0, true)
  const start = file.bytes - TAIL - length
  // The file begins with a magic word too.
  if (length === 0 || start < MAGIC.length) throw cutOff(file, length)
  if (start < have) return { missing: { start, end: have } }
  return { bytes: tail.subarray(start - have, tail.length - TAIL), range: { start, end: file.bytes } }
}

function refused(tail: Uint8Array, { uri, bytes }: PartedFile): KnownError {
  if (bytes === 0) {
    return knownError('data', `${uri} is empty: 0 bytes are not a Parquet file`, {
      hint: 'its writer failed or has not finished; delete it, or leave it out of dataset.source',
    })
  }
  return notParquet({ uri, bytes }, looksLike(tail, tail.length === bytes) ?? 'it does not end as one')
}

function cutOff({ uri, bytes }: PartedFile, length: number): KnownError {
  return knownError('data', `${uri} is cut off or damaged: its footer should take ${length} bytes, and the file has ${bytes}`, {
    hint: 'write the file again, or leave it out of dataset.source',
  })
}
