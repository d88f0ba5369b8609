import { type KnownError, knownError } from '../../core/errors.js'

/** A place in bytes that hold Thrift's compact protocol. Reading moves it on. */
export interface Cursor {
  readonly bytes: Uint8Array
  /** What the bytes belong to, for errors. */
  readonly uri: string
  position: number
}

const TRUE = 1
const FALSE = 2
const BYTE = 3
const DOUBLE = 7
const BINARY = 8
const LIST = 9
const SET = 10
const MAP = 11
const STRUCT = 12
const UUID = 13
const INTEGERS = [4, 5, 6]

/** Deeper than any writer nests; damaged bytes must not exhaust the stack. */
const MOST_LEVELS = 64

/** Reads a struct: `read` has to consume the value of each field, with one of the functions below. */
export function readStruct(cursor: Cursor, type: number, read: (id: number, type: number) => void): void {
  expectType(cursor, type, [STRUCT])
  readFields(cursor, read)
}

/** As {@link readStruct}, for the outermost struct, which nothing announces. */
export function readFields(cursor: Cursor, read: (id: number, type: number) => void): void {
  let id = 0
  for (;;) {
    const header = readByte(cursor)
    if (header === 0) return
    const delta = header >> 4
    id = delta === 0 ? readSigned(cursor) : id + delta
    read(id, header & 15)
  }
}

/** Reads a list: `read` has to consume each element. */
export function readList(cursor: Cursor, type: number, read: (type: number, index: number) => void): void {
  expectType(cursor, type, [LIST, SET])
  const header = readByte(cursor)
  const count = header >> 4 === 15 ? readVarint(cursor) : header >> 4
  // No element takes less than a byte, so a larger count is damage.
  expectLeft(cursor, count)
  for (let index = 0; index < count; index++) read(header & 15, index)
}

/** An integer of any width that a double holds exactly; no size or offset is larger. */
export function readInteger(cursor: Cursor, type: number): number {
  expectType(cursor, type, INTEGERS)
  return readSigned(cursor)
}

export function readBoolean(cursor: Cursor, type: number): boolean {
  expectType(cursor, type, [TRUE, FALSE])
  return type === TRUE
}

/** A view of the bytes, not a copy. */
export function readBinary(cursor: Cursor, type: number): Uint8Array {
  expectType(cursor, type, [BINARY])
  const length = readVarint(cursor)
  expectLeft(cursor, length)
  cursor.position += length
  return cursor.bytes.subarray(cursor.position - length, cursor.position)
}

export function readText(cursor: Cursor, type: number): string {
  return Buffer.from(readBinary(cursor, type)).toString('utf8')
}

/** Passes over a value of a field that nobody asks for. */
export function skip(cursor: Cursor, type: number, level = 0): void {
  if (level > MOST_LEVELS) throw damaged(cursor, 'it nests too deep')
  if (type === TRUE || type === FALSE) return
  if (type === BYTE) advance(cursor, 1)
  else if (INTEGERS.includes(type)) skipVarint(cursor)
  else if (type === DOUBLE) advance(cursor, 8)
  else if (type === BINARY) readBinary(cursor, type)
  else if (type === LIST || type === SET) readList(cursor, type, (element) => skipElement(cursor, element, level + 1))
  else if (type === MAP) skipMap(cursor, level + 1)
  else if (type === STRUCT) readFields(cursor, (_, field) => skip(cursor, field, level + 1))
  else if (type === UUID) advance(cursor, 16)
  else throw damaged(cursor, `there is no type ${type}`)
}

export function damaged({ uri, position }: Cursor, because: string): KnownError {
  return knownError('data', `${uri} has a damaged Parquet footer: ${because} (byte ${position} of the footer)`, {
    hint: 'write the file again, or leave it out of dataset.source',
  })
}

/** In a list or map a boolean takes a byte; as a field it is told by its type. */
function skipElement(cursor: Cursor, type: number, level: number): void {
  if (type === TRUE || type === FALSE) advance(cursor, 1)
  else skip(cursor, type, level)
}

function skipMap(cursor: Cursor, level: number): void {
  const count = readVarint(cursor)
  if (count === 0) return
  const types = readByte(cursor)
  expectLeft(cursor, count)
  for (let index = 0; index < count; index++) {
    skipElement(cursor, types >> 4, level)
    skipElement(cursor, types & 15, level)
  }
}

/** Zigzag: 0, -1, 1, -2, 2, … */
function readSigned(cursor: Cursor): number {
  const value = readVarint(cursor)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

function readVarint(cursor: Cursor): number {
  let value = 0
  for (let unit = 1; ; unit *= 128) {
    const byte = readByte(cursor)
    value += (byte & 127) * unit
    if (!Number.isSafeInteger(value)) throw damaged(cursor, 'a number is too large')
    if (byte < 128) return value
  }
}

function skipVarint(cursor: Cursor): void {
  for (let length = 1; readByte(cursor) >= 128; length++) {
    if (length === 10) throw damaged(cursor, 'a number is too long')
  }
}

function readByte(cursor: Cursor): number {
  const byte = cursor.bytes[cursor.position]
  if (byte === undefined) throw damaged(cursor, 'it ends too early')
  cursor.position++
  return byte
}

function advance(cursor: Cursor, count: number): void {
  expectLeft(cursor, count)
  cursor.position += count
}

function expectLeft(cursor: Cursor, count: number): void {
  if (count > cursor.bytes.length - cursor.position) throw damaged(cursor, 'it ends too early')
}

function expectType(cursor: Cursor, type: number, expected: readonly number[]): void {
  if (!expected.includes(type)) throw damaged(cursor, `type ${type} stands where ${expected.join(' or ')} is expected`)
}
