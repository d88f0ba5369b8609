import { type Cursor, damaged, readBinary, readInteger, readStruct, skip } from './thrift.js'

/** What the footer says of one column chunk. Offsets count from the start of the file. */
export interface ChunkFacts {
  dataPage: number
  dictionaryPage: number | null
  /** Bytes of all its pages. */
  size: number
  bloom: number | null
  /** Older writers leave it out. */
  bloomLength: number | null
  /** Where its page indexes start. */
  readonly indexes: number[]
  min: Uint8Array | null
  max: Uint8Array | null
  encrypted: boolean
  /** Whether its data is in another file. */
  elsewhere: boolean
}

/** Reads a `ColumnChunk`. */
export function readChunk(cursor: Cursor, type: number): ChunkFacts {
  const chunk: ChunkFacts = {
    dataPage: 0,
    dictionaryPage: null,
    size: 0,
    bloom: null,
    bloomLength: null,
    indexes: [],
    min: null,
    max: null,
    encrypted: false,
    elsewhere: false,
  }
  let described = false
  readStruct(cursor, type, (id, field) => {
    if (id === 1) chunk.elsewhere = readBinary(cursor, field).length > 0
    else if (id === 3) {
      readMetadata(cursor, field, chunk)
      described = true
    } else if (id === 4 || id === 6) chunk.indexes.push(readInteger(cursor, field))
    else {
      if (id === 8) chunk.encrypted = true
      skip(cursor, field)
    }
  })
  if (!described && !chunk.encrypted) throw damaged(cursor, 'it does not say where a column is')
  return chunk
}

/** Reads the `ColumnMetaData` of a chunk. */
function readMetadata(cursor: Cursor, type: number, chunk: ChunkFacts): void {
  readStruct(cursor, type, (id, field) => {
    if (id === 7) chunk.size = readInteger(cursor, field)
    else if (id === 9) chunk.dataPage = readInteger(cursor, field)
    else if (id === 11) chunk.dictionaryPage = readInteger(cursor, field)
    else if (id === 12) readStatistics(cursor, field, chunk)
    else if (id === 14) chunk.bloom = readInteger(cursor, field)
    else if (id === 15) chunk.bloomLength = readInteger(cursor, field)
    else skip(cursor, field)
  })
}

/** Prefers `min_value` and `max_value` to the deprecated fields, which are right for integers too. */
function readStatistics(cursor: Cursor, type: number, chunk: ChunkFacts): void {
  readStruct(cursor, type, (id, field) => {
    if (id === 1) chunk.max ??= readBinary(cursor, field)
    else if (id === 2) chunk.min ??= readBinary(cursor, field)
    else if (id === 5) chunk.max = readBinary(cursor, field)
    else if (id === 6) chunk.min = readBinary(cursor, field)
    else skip(cursor, field)
  })
}
