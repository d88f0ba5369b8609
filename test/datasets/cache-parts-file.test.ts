import { describe, expect, it } from 'vitest'
import { formatHeader, formatPart, type Part, parseParts } from '../../src/datasets/cache/parts-file.js'

const SIZE = 60

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
