import type { ByteRange } from '../../core/data-source.js'
import { type Cursor, readFields, readInteger, readList, readStruct, skip } from './thrift.js'

/** The value of a field, and what takes its place. */
interface Edit extends ByteRange {
  readonly content: readonly Uint8Array[]
}

interface RowGroupBytes {
  readonly rows: number
  readonly bytes: Uint8Array
}

const STRUCT = 12
/** A list of up to 14 elements tells their number in its first byte. */
const LONG = 15

/**
 * The same footer with only these row groups, so that a reader never looks for the bytes of the others. All but the
 * list of row groups and the number of rows stays byte for byte.
 * @param bytes a footer without the length and the magic word behind it
 * @param keep indexes of row groups, ascending
 */
export function keepRowGroups(bytes: Uint8Array, keep: readonly number[], uri: string): Uint8Array {
  const { groups, rowsAt, groupsAt } = locate({ bytes, uri, position: 0 })
  const kept = keep.flatMap((index) => groups[index] ?? [])
  const rows = kept.reduce((total, group) => total + group.rows, 0)
  const list = [listHeader(kept.length), ...kept.map((group) => group.bytes)]
  return apply([...edit(rowsAt, [varint(rows * 2)]), ...edit(groupsAt, list)], bytes)
}

/** A footer with what stands behind it: its length and the magic word. */
export function endOfFile(footer: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(footer.length)
  return Buffer.concat([footer, length, Buffer.from('PAR1')])
}

function locate(cursor: Cursor) {
  const groups: RowGroupBytes[] = []
  const found: { rowsAt: ByteRange | null; groupsAt: ByteRange | null } = { rowsAt: null, groupsAt: null }
  readFields(cursor, (id, type) => {
    const start = cursor.position
    if (id === 4) readList(cursor, type, (element) => groups.push(readRowGroup(cursor, element)))
    else skip(cursor, type)
    if (id === 3) found.rowsAt = { start, end: cursor.position }
    if (id === 4) found.groupsAt = { start, end: cursor.position }
  })
  return { groups, ...found }
}

function readRowGroup(cursor: Cursor, type: number): RowGroupBytes {
  const start = cursor.position
  const group = { rows: 0 }
  readStruct(cursor, type, (id, field) => {
    if (id === 3) group.rows = readInteger(cursor, field)
    else skip(cursor, field)
  })
  return { ...group, bytes: cursor.bytes.subarray(start, cursor.position) }
}

function edit(range: ByteRange | null, content: readonly Uint8Array[]): readonly Edit[] {
  return range === null ? [] : [{ ...range, content }]
}

function apply(edits: readonly Edit[], bytes: Uint8Array): Uint8Array {
  const inOrder = [...edits].sort((a, b) => a.start - b.start)
  const parts = inOrder.flatMap(({ start, content }, index) => [bytes.subarray(inOrder[index - 1]?.end ?? 0, start), ...content])
  return Buffer.concat([...parts, bytes.subarray(inOrder.at(-1)?.end ?? 0)])
}

function listHeader(count: number): Uint8Array {
  if (count < LONG) return Uint8Array.of((count << 4) | STRUCT)
  return Buffer.concat([Uint8Array.of((LONG << 4) | STRUCT), varint(count)])
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Uint8Array.from([...bytes, rest])
}
