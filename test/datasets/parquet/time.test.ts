import { describe, expect, it } from 'vitest'
import { parseFooter } from '../../../src/datasets/parquet/footer.js'
import { type MadeChunk, type MadeColumn, madeFooter, plain, timestamp } from '../../support/made-footer.js'
import { struct } from '../../support/thrift.js'

/** What the footer tells of the time of one column. */
function timeOf(column: Omit<MadeColumn, 'name'>, chunk: Pick<MadeChunk, 'range' | 'oldRange'>) {
  const bytes = madeFooter([{ name: 'at', ...column }], [[{ dataPage: 4, size: 100, ...chunk }]])
  return parseFooter(bytes, { uri: 'a.parquet', start: 200 }).rowGroups[0]?.chunks[0]?.time
}

const from = (min: bigint | number, max: bigint | number) => ({ range: [plain(min), plain(max)] as const })
const NOTHING = struct({})
const micros = { logical: timestamp('microseconds', true) }

describe('the time that statistics tell', () => {
  it.each([
    ['milliseconds', from(-1n, 1n), { min: -1, max: 1 }],
    ['microseconds', from(-1n, 1n), { min: -1, max: 1 }],
    ['microseconds', from(1999n, 2001n), { min: 1, max: 3 }],
    ['microseconds', from(-2001n, -1999n), { min: -3, max: -1 }],
    ['nanoseconds', from(-1_000_001n, 1_000_000n), { min: -2, max: 1 }],
  ] as const)('is rounded away from the values: %s', (unit, chunk, expected) => {
    expect(timeOf({ logical: timestamp(unit, true) }, chunk)).toEqual({ ...expected, local: false })
    expect(timeOf({ logical: timestamp(unit, false) }, chunk)).toEqual({ ...expected, local: true })
  })

  it('is that of old writers, who knew no time zones', () => {
    expect(timeOf({ converted: 9 }, from(5n, 6n))).toEqual({ min: 5, max: 6, local: true })
    expect(timeOf({ converted: 10 }, from(5000n, 6001n))).toEqual({ min: 5, max: 7, local: true })
    expect(timeOf({ type: 1, converted: 6 }, from(-1, 2))).toEqual({ min: -86_400_000, max: 172_800_000, local: true })
  })

  it('is that of dates', () => {
    expect(timeOf({ type: 1, logical: struct({ 6: NOTHING }) }, from(0, 1))).toEqual({ min: 0, max: 86_400_000, local: true })
  })

  it('prefers the fields of today to the deprecated ones, and takes these where they are alone', () => {
    const old = { oldRange: [plain(1000n), plain(2000n)] } as const
    expect(timeOf(micros, { ...old, ...from(3000n, 4000n) })).toEqual({ min: 3, max: 4, local: false })
    expect(timeOf(micros, old)).toEqual({ min: 1, max: 2, local: false })
  })

  it.each<[string, Omit<MadeColumn, 'name'>, Pick<MadeChunk, 'range' | 'oldRange'>]>([
    ['without statistics', micros, {}],
    ['of a plain integer', {}, from(1n, 2n)],
    ['of 96 bits', { type: 3, ...micros }, { range: [Buffer.alloc(12), Buffer.alloc(12)] }],
    ['of another logical type', { converted: 10, logical: struct({ 7: NOTHING }) }, from(1n, 2n)],
    ['of an unknown unit', { logical: struct({ 8: struct({ 2: struct({ 9: NOTHING }) }) }) }, from(1n, 2n)],
    ['of a list', { repetition: 2, ...micros }, from(1n, 2n)],
    ['upside down', micros, from(2000n, 1n)],
    ['of a wrong width', micros, from(1, 2)],
    ['up to infinity', micros, from(0n, 2n ** 63n - 1n)],
  ])('is unknown %s', (_, column, chunk) => {
    expect(timeOf(column, chunk)).toBeNull()
  })

  it('of a nested column says nothing of the outermost one', () => {
    const columns = [
      { name: 'event', children: 1 },
      { name: 'at', ...micros },
    ]
    const bytes = madeFooter(columns, [[{ dataPage: 4, size: 100, ...from(1n, 2n) }]])
    expect(parseFooter(bytes, { uri: 'a.parquet', start: 200 }).rowGroups[0]?.chunks).toMatchObject([
      { root: 'event', time: null },
    ])
  })
})
