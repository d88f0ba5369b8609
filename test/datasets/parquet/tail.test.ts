import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKnownError } from '../../../src/core/errors.js'
import { endOfFile } from '../../../src/datasets/parquet/rewrite.js'
import { locateFooter } from '../../../src/datasets/parquet/tail.js'

const FOOTER = Buffer.from('the footer of a file')
const FILE = Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500, 7), endOfFile(FOOTER)])

function locate(content: Uint8Array, tail: Uint8Array = content) {
  return locateFooter(tail, { uri: 's3://lake/a.parquet', bytes: content.length })
}

/** The error of a file, given all of it. */
function problem(content: Uint8Array | string, tail = Buffer.from(content)): string {
  try {
    locate(Buffer.from(content), tail)
  } catch (error) {
    if (isKnownError(error) && error.kind === 'data' && error.hint !== null) return error.message
    throw error
  }
  throw new Error('no error')
}

describe('finding the footer', () => {
  it('any number of last bytes leads to it in at most two more requests, one if they hold its length', () => {
    fc.assert(
      fc.property(fc.nat(FILE.length), (count) => {
        let found = locate(FILE, FILE.subarray(FILE.length - count))
        for (let requests = count < 8 ? 2 : 1; requests > 0 && 'missing' in found; requests--) {
          found = locate(FILE, FILE.subarray(found.missing.start))
        }
        expect(found).toEqual({ bytes: FOOTER, range: { start: 504, end: FILE.length } })
      }),
    )
  })

  it('asks for exactly what is missing, so that nothing comes twice', () => {
    expect(locate(FILE, FILE.subarray(-8))).toEqual({ missing: { start: 504, end: FILE.length - 8 } })
    expect(locate(FILE, FILE.subarray(-20))).toEqual({ missing: { start: 504, end: FILE.length - 20 } })
    expect(locate(FILE, FILE.subarray(-3))).toEqual({ missing: { start: FILE.length - 8, end: FILE.length - 3 } })
  })
})

describe('a file that has none', () => {
  it.each([
    ['an empty file', '', /a\.parquet is empty: 0 bytes/],
    ['a few letters', 'PAR1', /is not a Parquet file: it starts as one, and is cut off or still being written \(4 bytes\)/],
    ['CSV', 'id,label\n1,0\n2,1\n', /it looks like text, such as CSV/],
    ['JSON Lines', '{"id":1}\n{"id":2}\n', /it looks like JSON/],
    ['an error page', '<html><body>Forbidden</body></html>', /it looks like HTML or XML/],
    ['a note', 'this folder is empty', /it looks like text/],
    ['gzip', gzipSync('id,label\n1,0\n'), /it looks like gzip/],
    ['Avro', Buffer.from('Obj\x01\x04\x16avro.schema\x00\x00\x00', 'latin1'), /it looks like Avro/],
    ['ORC', Buffer.from('ORC\x00\x00\x00\x00\x00\x00\x03ORC\x17', 'latin1'), /it looks like ORC/],
    ['Feather', Buffer.from('ARROW1\x00\x00\x00\x00\x00\x00ARROW1', 'latin1'), /it looks like Arrow IPC/],
    ['anything else', Buffer.alloc(64, 1), /it does not end as one/],
    ['a file without its end', FILE.subarray(0, 300), /it starts as one, and is cut off or still being written/],
  ])('%s is named as what it is', (_, content, expected) => {
    expect(problem(content)).toMatch(expected)
  })

  it('ORC, JSON and text are known by their ends, when only these are here', () => {
    const end = (text: string) => Buffer.from(`${' '.repeat(40)}${text}`, 'latin1')
    expect(problem(Buffer.alloc(1000), end('\x00\x03ORC\x17'))).toMatch(/it looks like ORC/)
    expect(problem(Buffer.alloc(1000), end('{"id":7}\n'))).toMatch(/it looks like JSON/)
    expect(problem(Buffer.alloc(1000), end('7,0,1\n8,1,1\n'))).toMatch(/it looks like text, such as CSV/)
    expect(problem(Buffer.alloc(1000), Buffer.from('8,1,1\n..'))).toMatch(/it does not end as one/)
  })

  it('an encrypted footer is told from damage', () => {
    expect(problem(Buffer.concat([FILE.subarray(0, -4), Buffer.from('PARE')]))).toMatch(
      /a\.parquet can't be read: its footer is encrypted/,
    )
  })

  it.each([0, 505, 0xffffffff])('a length of %d in a shorter file means that the file is cut off', (length) => {
    const broken = Buffer.from(FILE)
    broken.writeUInt32LE(length === 505 ? FILE.length - 8 : length, FILE.length - 8)
    expect(problem(broken)).toMatch(/a\.parquet is cut off or damaged: its footer should take/)
  })
})
