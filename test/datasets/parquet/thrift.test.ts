import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKnownError } from '../../../src/core/errors.js'
import {
  type Cursor,
  readBinary,
  readBoolean,
  readFields,
  readInteger,
  readList,
  skip,
} from '../../../src/datasets/parquet/thrift.js'
import { binary, type Encoded, flag, integer, list, struct, varint } from '../../support/thrift.js'

function cursorOn(bytes: Uint8Array): Cursor {
  return { bytes, uri: 's3://lake/a.parquet', position: 0 }
}

/** The field ids of a struct, all of whose values are passed over. */
function fieldsOf(bytes: Uint8Array): number[] {
  const ids: number[] = []
  const cursor = cursorOn(bytes)
  readFields(cursor, (id, type) => {
    ids.push(id)
    skip(cursor, type)
  })
  expect(cursor.position).toBe(bytes.length)
  return ids
}

function problem(bytes: Uint8Array, read: (cursor: Cursor) => unknown = (cursor) => skip(cursor, 12)): string {
  try {
    read(cursorOn(bytes))
  } catch (error) {
    if (isKnownError(error)) return error.message
    throw error
  }
  throw new Error('no error')
}

const value: fc.Arbitrary<Encoded> = fc.letrec<{ any: Encoded }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer().map((number) => integer(number)),
    fc.boolean().map(flag),
    fc.string({ unit: 'binary' }).map(binary),
    fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => ({ type: 7, bytes: Buffer.from(bytes) })),
    fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ({ type: 13, bytes: Buffer.from(bytes) })),
    fc.nat(255).map((byte) => ({ type: 3, bytes: Buffer.of(byte) })),
    fc.array(fc.integer(), { maxLength: 40 }).map((numbers) =>
      list(
        numbers.map((number) => integer(number)),
        6,
      ),
    ),
    fc.array(fc.boolean()).map((flags) =>
      list(
        flags.map((is) => ({ type: 1, bytes: Buffer.of(is ? 1 : 2) })),
        1,
      ),
    ),
    fc.dictionary(fc.string(), fc.integer(), { minKeys: 1 }).map(mapOf),
    fc.constant({ type: 11, bytes: Buffer.of(0) }),
    fc.array(tie('any')).map((values) => list(values.map((one) => struct({ 1: one })))),
    fc.array(tie('any')).map((values) => struct(Object.fromEntries(values.entries()))),
  ),
})).any

function mapOf(entries: Readonly<Record<string, number>>): Encoded {
  const pairs = Object.entries(entries).flatMap(([key, number]) => [binary(key).bytes, integer(number).bytes])
  return { type: 11, bytes: Buffer.concat([varint(pairs.length / 2), Buffer.of(0x86), ...pairs]) }
}

describe("Thrift's compact protocol", () => {
  it('passes over any value that it does not know, to the byte behind it', () => {
    fc.assert(
      fc.property(fc.array(value), fc.boolean(), (values, isLong) => {
        const fields = Object.fromEntries(values.map((one, index) => [index * 7 + 1, one]))
        expect(fieldsOf(struct(fields, isLong).bytes)).toEqual(Object.keys(fields).map(Number))
      }),
    )
  })

  it('reads integers up to what sizes and offsets can be', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }), (number) => {
        expect(readInteger(cursorOn(integer(number).bytes), 6)).toBe(number)
      }),
    )
  })

  it('reads bytes without copying them, lists in order, and booleans from their type', () => {
    const bytes = binary('abc').bytes
    expect(readBinary(cursorOn(bytes), 8).buffer).toBe(bytes.buffer)
    const cursor = cursorOn(list([integer(7), integer(-8)], 6).bytes)
    const read: number[] = []
    readList(cursor, 9, (type) => read.push(readInteger(cursor, type)))
    expect(read).toEqual([7, -8])
    expect([readBoolean(cursor, 1), readBoolean(cursor, 2)]).toEqual([true, false])
  })

  it('refuses a list or text that claims more than there is before it makes room for it', () => {
    const billions = varint(2 ** 31)
    expect(problem(Buffer.concat([Buffer.of(0xfc), billions]), (cursor) => skip(cursor, 9))).toMatch(/it ends too early/)
    expect(problem(billions, (cursor) => readBinary(cursor, 8))).toMatch(/it ends too early/)
    expect(problem(Buffer.concat([billions, Buffer.of(0x88)]), (cursor) => skip(cursor, 11))).toMatch(/it ends too early/)
  })

  it('refuses to follow structs into the depth', () => {
    expect(problem(Buffer.alloc(1_000_000, 0x1c))).toMatch(/it nests too deep/)
    expect(problem(Buffer.alloc(1_000_000, 0x19), (cursor) => skip(cursor, 9))).toMatch(/it nests too deep/)
  })

  it('refuses endless numbers, types that do not exist, and the wrong ones', () => {
    expect(problem(Buffer.alloc(1000, 0xff), (cursor) => readInteger(cursor, 6))).toMatch(/a number is too large/)
    expect(problem(Buffer.alloc(1000, 0x80), (cursor) => readInteger(cursor, 6))).toMatch(/a number is too large/)
    expect(problem(Buffer.alloc(1000, 0xff), (cursor) => skip(cursor, 6))).toMatch(/a number is too long/)
    expect(problem(Buffer.of(0x1e, 0x00))).toMatch(/there is no type 14/)
    expect(problem(integer(1).bytes, (cursor) => readInteger(cursor, 8))).toBe(
      's3://lake/a.parquet has a damaged Parquet footer: type 8 stands where 4 or 5 or 6 is expected (byte 0 of the footer)',
    )
  })
})
