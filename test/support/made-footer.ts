import { binary, type Encoded, flag, integer, list, struct } from './thrift.js'

export interface MadeChunk {
  readonly dataPage: number
  readonly size: number
  readonly dictionaryPage?: number
  readonly bloom?: number
  readonly bloomLength?: number
  readonly offsetIndex?: number
  /** As `min_value` and `max_value`. */
  readonly range?: readonly [min: Uint8Array, max: Uint8Array]
  /** As the deprecated `min` and `max`. */
  readonly oldRange?: readonly [min: Uint8Array, max: Uint8Array]
  readonly encrypted?: boolean
  readonly elsewhere?: string
}

export interface MadeColumn {
  readonly name: string
  /** The physical type: 1 = 32 bits, 2 = 64 bits, 3 = 96 bits. */
  readonly type?: number
  readonly repetition?: number
  readonly children?: number
  readonly converted?: number
  readonly logical?: Encoded
}

const UNITS = { milliseconds: 1, microseconds: 2, nanoseconds: 3 }

/** The bytes of a footer, of row groups of 10 rows each; null = a row group that was taken out. */
export function madeFooter(
  columns: readonly MadeColumn[],
  groups: readonly (readonly MadeChunk[] | null)[],
  isLong = false,
): Buffer {
  const roots = columns.reduce((count, { children = 0 }) => count - children, columns.length)
  const schema = [{ name: 'schema', children: roots }, ...columns].map(schemaElement)
  const rowGroups = groups.flatMap((chunks, ordinal) => {
    const fields = { 2: integer(100), 3: integer(10), 7: integer(ordinal, 4) }
    return chunks === null ? [] : struct({ 1: list(chunks.map(columnChunk)), ...fields }, isLong)
  })
  const keyValue = struct({ 1: binary('owner'), 2: binary('a team') })
  const order = struct({ 1: struct({}) })
  return struct(
    {
      1: integer(2, 5),
      2: list(schema),
      3: integer(rowGroups.length * 10),
      4: list(rowGroups),
      5: list([keyValue]),
      6: binary('a writer'),
      7: list(columns.map(() => order)),
    },
    isLong,
  ).bytes
}

export function timestamp(unit: keyof typeof UNITS, isUtc: boolean): Encoded {
  return struct({ 8: struct({ 1: flag(isUtc), 2: struct({ [UNITS[unit]]: struct({}) }) }) })
}

/** The little-endian bytes of an integer. */
export function plain(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(typeof value === 'bigint' ? 8 : 4)
  if (typeof value === 'bigint') bytes.writeBigInt64LE(value)
  else bytes.writeInt32LE(value)
  return bytes
}

function schemaElement({ name, type, repetition, children, converted, logical }: MadeColumn): Encoded {
  return struct({
    1: optional(type ?? (children === undefined ? 2 : undefined)),
    3: optional(repetition),
    4: binary(name),
    5: optional(children),
    6: optional(converted),
    10: logical,
  })
}

function columnChunk(chunk: MadeChunk): Encoded {
  const [min, max] = chunk.range ?? []
  const [oldMin, oldMax] = chunk.oldRange ?? []
  const statistics = struct({
    1: oldMax && binary(oldMax),
    2: oldMin && binary(oldMin),
    3: integer(0),
    5: max && binary(max),
    6: min && binary(min),
  })
  const metadata = struct({
    1: integer(2, 5),
    2: list([integer(0, 5), integer(3, 5)], 5),
    7: integer(chunk.size),
    9: integer(chunk.dataPage),
    11: optional(chunk.dictionaryPage),
    12: statistics,
    14: optional(chunk.bloom),
    15: optional(chunk.bloomLength),
  })
  return struct({
    1: chunk.elsewhere === undefined ? undefined : binary(chunk.elsewhere),
    2: integer(0),
    3: metadata,
    4: optional(chunk.offsetIndex),
    8: chunk.encrypted === true ? struct({ 1: struct({}) }) : undefined,
  })
}

function optional(value: number | undefined): Encoded | undefined {
  return value === undefined ? undefined : integer(value)
}
