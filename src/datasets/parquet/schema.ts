import { type Cursor, damaged, readBoolean, readInteger, readList, readStruct, readText, skip } from './thrift.js'

/** A column that holds values: nested columns have several leaves below one root. */
export interface Leaf {
  /** The name of the outermost column. */
  readonly root: string
  /** What its integers count since 1970; null = it is no timestamp or date, or lies within a nested column. */
  readonly time: TimeUnit | null
}

export interface TimeUnit {
  readonly unit: 'days' | 'milliseconds' | 'microseconds' | 'nanoseconds'
  /** Whether it counts local time, of a zone that the file does not tell. */
  readonly local: boolean
}

interface Element {
  name: string
  /** The physical type of a leaf; null = a group of others. */
  type: number | null
  repetition: number
  children: number
  converted: TimeUnit | null
  /** `other` = a logical type that is none of time. */
  logical: TimeUnit | 'other' | null
}

const INT32 = 1
const INT64 = 2
const REPEATED = 2
const DATE = { unit: 'days', local: true } as const
/** By `ConvertedType`. It does not tell local timestamps from others, and DuckDB takes them for local. */
const CONVERTED: Readonly<Record<number, TimeUnit>> = {
  6: DATE,
  9: { unit: 'milliseconds', local: true },
  10: { unit: 'microseconds', local: true },
}
/** By the field of the union `TimeUnit`. */
const UNITS: Readonly<Record<number, TimeUnit['unit']>> = { 1: 'milliseconds', 2: 'microseconds', 3: 'nanoseconds' }

/** Reads the schema: its leaves in the order of a row group's column chunks. */
export function readLeaves(cursor: Cursor, type: number): readonly Leaf[] {
  const elements: Element[] = []
  readList(cursor, type, (element) => elements.push(readElement(cursor, element)))
  const leaves: Leaf[] = []
  // The first element stands for the table.
  for (let at = 1; at < elements.length; ) {
    const top = at
    for (let open = 1; open > 0; at++) {
      const [root, element] = [elements[top], elements[at]]
      if (root === undefined || element === undefined) throw damaged(cursor, 'its schema lacks a column')
      open += element.children - 1
      if (element.type !== null) leaves.push({ root: root.name, time: at === top ? timeOf(root) : null })
    }
  }
  return leaves
}

function readElement(cursor: Cursor, type: number): Element {
  const element: Element = { name: '', type: null, repetition: 0, children: 0, converted: null, logical: null }
  readStruct(cursor, type, (id, field) => {
    if (id === 1) element.type = readInteger(cursor, field)
    else if (id === 3) element.repetition = readInteger(cursor, field)
    else if (id === 4) element.name = readText(cursor, field)
    else if (id === 5) element.children = readInteger(cursor, field)
    else if (id === 6) element.converted = CONVERTED[readInteger(cursor, field)] ?? null
    else if (id === 10) element.logical = readLogicalType(cursor, field)
    else skip(cursor, field)
  })
  if (element.children < 0) throw damaged(cursor, `a column has ${element.children} parts`)
  return element
}

/** A date is an integer of 32 bits, a timestamp one of 64; others are not to be understood. */
function timeOf({ type, repetition, converted, logical }: Element): TimeUnit | null {
  const time = logical === 'other' ? null : (logical ?? converted)
  return repetition !== REPEATED && type === (time?.unit === 'days' ? INT32 : INT64) ? time : null
}

function readLogicalType(cursor: Cursor, type: number): TimeUnit | 'other' {
  const found: { time: TimeUnit | 'other' } = { time: 'other' }
  readStruct(cursor, type, (id, field) => {
    if (id === 8) found.time = readTimestampType(cursor, field)
    else {
      if (id === 6) found.time = DATE
      skip(cursor, field)
    }
  })
  return found.time
}

function readTimestampType(cursor: Cursor, type: number): TimeUnit | 'other' {
  const found: { local: boolean; unit: TimeUnit['unit'] | undefined } = { local: false, unit: undefined }
  readStruct(cursor, type, (id, field) => {
    if (id === 1) found.local = !readBoolean(cursor, field)
    else if (id === 2) found.unit = readTimeUnit(cursor, field)
    else skip(cursor, field)
  })
  return found.unit === undefined ? 'other' : { unit: found.unit, local: found.local }
}

function readTimeUnit(cursor: Cursor, type: number): TimeUnit['unit'] | undefined {
  const found: { unit: TimeUnit['unit'] | undefined } = { unit: undefined }
  readStruct(cursor, type, (choice, field) => {
    found.unit = UNITS[choice]
    skip(cursor, field)
  })
  return found.unit
}
