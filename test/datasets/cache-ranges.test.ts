import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../src/core/data-source.js'
import { formatHeader, formatPart, type Part, parseParts } from '../../src/datasets/cache/parts-file.js'
import { covers, lengthOf, overlapping, pieces, union, without } from '../../src/datasets/cache/ranges.js'

const SIZE = 60

const range = fc.tuple(fc.nat(SIZE), fc.nat(SIZE)).map(([a, b]): ByteRange => ({ start: Math.min(a, b), end: Math.max(a, b) }))
const ranges = fc.array(range, { maxLength: 8 })

/** The bytes as a set: what the algebra must agree with. */
function bytesOf(list: readonly ByteRange[]): Set<number> {
  return new Set(list.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index)))
}

describe('ranges', () => {
  it('a union has the same bytes, ascending and apart from each other', () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const merged = union(list)
        expect(bytesOf(merged)).toEqual(bytesOf(list))
        expect(lengthOf(merged)).toBe(bytesOf(list).size)
        for (const [index, each] of merged.entries()) {
          expect(each.start).toBeLessThan(each.end)
          expect(each.start).toBeGreaterThan(merged[index - 1]?.end ?? -1)
        }
      }),
    )
  })

  it('a difference has the bytes of the first that the second has not', () => {
    fc.assert(
      fc.property(ranges, ranges, (list, others) => {
        const left = without(list, others)
        expect(bytesOf(left)).toEqual(new Set([...bytesOf(list)].filter((byte) => !bytesOf(others).has(byte))))
        expect(union(left)).toEqual(left)
        expect(covers(others, list)).toBe(left.length === 0)
      }),
    )
  })

  it('those that overlap share a byte, and pieces have the same bytes', () => {
    fc.assert(
      fc.property(ranges, range, fc.integer({ min: 1, max: 20 }), (list, one, size) => {
        const expected = list.filter((each) => [...bytesOf([each])].some((byte) => bytesOf([one]).has(byte)))
        expect(overlapping(list, one).filter(({ start, end }) => start < end && one.start < one.end)).toEqual(expected)
        expect(bytesOf(pieces(one, size))).toEqual(bytesOf([one]))
        expect(pieces(one, size).every(({ start, end }) => end - start <= size)).toBe(true)
      }),
    )
  })
})

const file = { uri: 's3://lake/a\nb', version: '"v"', bytes: SIZE }
const parts: Part[] = [
  { start: 10, end: 20, crc32: 0xffffffff },
  { start: 0, end: 5, crc32: 0 },
  { start: 30, end: 60, crc32: 123_456 },
]
const text = [formatHeader(file), ...parts.map(formatPart)].join('')

describe('a parts file', () => {
  it('says what was written', () => {
    expect(parseParts(text)).toEqual({ file, parts })
  })

  it('that was torn anywhere says a part of that, or nothing, and never something else', () => {
    for (let length = 0; length < text.length; length++) {
      const read = parseParts(text.slice(0, length))
      expect(read).not.toBe('newer')
      if (read === null || read === 'newer') expect(length).toBeLessThan(formatHeader(file).length)
      else expect(parts.slice(0, read.parts.length)).toEqual(read.parts)
    }
  })

  it('goes on after a torn line', () => {
    const torn = `${text.slice(0, -3)}${formatPart({ start: 30, end: 40, crc32: 1 })}`
    expect(parseParts(torn)).toEqual({ file, parts: [...parts.slice(0, 2), { start: 30, end: 40, crc32: 1 }] })
  })

  it.each([
    ['of nothing', '', null],
    ['of something else', '<html>', null],
    ['of zeros, as after a power failure', '\0'.repeat(100), null],
    ['without an object', '{"schemaVersion":1}', null],
    ['of a later ctrain', '{"schemaVersion":2,"anything":true}\n{}', 'newer'],
    ['with parts that overlap', `${formatHeader(file)}\n[0,10,1]\n[5,15,2]`, null],
  ])('%s is %3$s', (_, content, expected) => {
    expect(parseParts(content)).toBe(expected)
  })

  it.each(['[50,61,1]', '[5,5,1]', '[9,3,1]', '[-1,3,1]', '[1.5,3,1]', '["0",3,1]', '[0,3]', 'null'])(
    'has no part %s',
    (line) => {
      expect(parseParts(`${formatHeader(file)}\n${line}`)).toEqual({ file, parts: [] })
    },
  )
})
