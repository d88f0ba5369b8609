import type { ByteRange } from '../../core/data-source.js'
import { type ChunkFacts, readChunk } from './chunk.js'
import { type Extent, extentsOf, type FooterPlace } from './extents.js'
import { type Leaf, readLeaves } from './schema.js'
import { type Cursor, damaged, readFields, readInteger, readList, readStruct, skip } from './thrift.js'
import { type TimeBounds, timeBounds } from './time.js'

/** What a file holds, and where. */
export interface Footer {
  readonly rows: number
  /** Names of the outermost columns, in order. */
  readonly columns: readonly string[]
  readonly rowGroups: readonly RowGroup[]
}

export interface RowGroup {
  readonly rows: number
  readonly chunks: readonly Chunk[]
}

/** The values of one leaf column in one row group. */
export interface Chunk {
  /** The outermost column that it belongs to. */
  readonly root: string
  /** All its pages. */
  readonly range: ByteRange
  /** Its bloom filter. A reader that compares the column with a value reads it. */
  readonly bloom: ByteRange | null
  /** Of a timestamp or date with statistics; null = unknown. */
  readonly time: TimeBounds | null
  readonly encrypted: boolean
  /** Whether its data is in another file. */
  readonly elsewhere: boolean
}

interface GroupFacts {
  rows: number
  readonly chunks: ChunkFacts[]
}

/** Reads a footer. Fails if it is damaged. */
export function parseFooter(bytes: Uint8Array, place: FooterPlace): Footer {
  const cursor: Cursor = { bytes, uri: place.uri, position: 0 }
  const found: { rows: number | null; leaves: readonly Leaf[] | null } = { rows: null, leaves: null }
  const groups: GroupFacts[] = []
  readFields(cursor, (id, type) => {
    if (id === 2) found.leaves = readLeaves(cursor, type)
    else if (id === 3) found.rows = readRows(cursor, type)
    else if (id === 4) readList(cursor, type, (element) => groups.push(readRowGroup(cursor, element)))
    else skip(cursor, type)
  })
  const { rows, leaves } = found
  if (rows === null || leaves === null) throw damaged(cursor, 'it lacks the schema or the number of rows')
  const allChunks = groups.flatMap(({ chunks }) => chunks)
  const extentOf = extentsOf(allChunks, place)
  const rowGroups = groups.map((group) => {
    const chunks = pair(leaves, group.chunks, cursor).map(([leaf, facts]) => describe(leaf, facts, extentOf(facts)))
    return { rows: group.rows, chunks }
  })
  return { rows, columns: [...new Set(leaves.map((leaf) => leaf.root))], rowGroups }
}

function readRowGroup(cursor: Cursor, type: number): GroupFacts {
  const group: GroupFacts = { rows: 0, chunks: [] }
  readStruct(cursor, type, (id, field) => {
    if (id === 1) readList(cursor, field, (element) => group.chunks.push(readChunk(cursor, element)))
    else if (id === 3) group.rows = readRows(cursor, field)
    else skip(cursor, field)
  })
  return group
}

function readRows(cursor: Cursor, type: number): number {
  const rows = readInteger(cursor, type)
  if (rows < 0) throw damaged(cursor, `it counts ${rows} rows`)
  return rows
}

/** A row group has its chunks in the order of the leaves; that, not their names, is what readers go by. */
function pair(leaves: readonly Leaf[], chunks: readonly ChunkFacts[], cursor: Cursor): (readonly [Leaf, ChunkFacts])[] {
  return leaves.map((leaf, index) => {
    const facts = chunks[index]
    if (facts !== undefined && chunks.length === leaves.length) return [leaf, facts]
    throw damaged(cursor, `a row group has ${chunks.length} columns, and the schema has ${leaves.length}`)
  })
}

function describe({ root, time }: Leaf, { min, max, encrypted, elsewhere }: ChunkFacts, extent: Extent): Chunk {
  return { root, ...extent, time: time === null ? null : timeBounds(time, min, max), encrypted, elsewhere }
}
