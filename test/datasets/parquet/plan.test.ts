import { describe, expect, it } from 'vitest'
import type { Needs } from '../../../src/core/data-source.js'
import { parseFooter } from '../../../src/datasets/parquet/footer.js'
import { planColumns } from '../../../src/datasets/parquet/plan.js'
import { type MadeChunk, type MadeColumn, madeFooter, plain, timestamp } from '../../support/made-footer.js'

const HOUR = 3_600_000
const FILE = { uri: 's3://lake/a.parquet', bytes: 8504 }
const PLACE = { start: 7504, end: 8504 }

const at = { name: 'at', logical: timestamp('milliseconds', true) }
const COLUMNS: readonly MadeColumn[] = [
  { name: 'Id' },
  at,
  { name: 'place', children: 2 },
  { name: 'city' },
  { name: 'street' },
  { name: 'noise' },
]

/** Row groups of 2500 bytes: 100 for id, 100 for the time, 100 each for two parts of a place, 2100 of noise. */
function group(index: number, hours: readonly [number, number] | null = [index, index + 1]): readonly MadeChunk[] {
  const start = 4 + index * 2500
  const times = hours === null ? {} : { range: [plain(BigInt(hours[0] * HOUR)), plain(BigInt(hours[1] * HOUR - 1))] as const }
  return [
    { dataPage: start, size: 100 },
    { dataPage: start + 100, size: 100, ...times },
    { dataPage: start + 200, size: 100 },
    { dataPage: start + 300, size: 100 },
    { dataPage: start + 400, size: 2100 },
  ]
}

const GROUPS = [group(0), group(1), group(2)]

function plan(needs: Partial<Needs>, groups: readonly (readonly MadeChunk[])[] = GROUPS, columns = COLUMNS) {
  const footer = parseFooter(madeFooter(columns, groups), { uri: FILE.uri, start: PLACE.start })
  return planColumns(footer, { columns: [], time: null, ...needs }, FILE, PLACE)
}

const during = (from: number, to: number) => ({ column: 'AT', from: from * HOUR, to: to * HOUR })

describe('planning what of a file is needed', () => {
  it('takes the columns in any case, and the footer to the end of the file', () => {
    expect(plan({ columns: ['ID'] })).toEqual({
      ranges: [{ start: 4, end: 104 }, { start: 2504, end: 2604 }, { start: 5004, end: 5104 }, PLACE],
      rowGroups: { read: 3, all: 3 },
      kept: [0, 1, 2],
    })
  })

  it('takes all that lies below a nested column, and joins what touches', () => {
    expect(plan({ columns: ['place', 'at'] }, [group(0)]).ranges).toEqual([{ start: 104, end: 404 }, PLACE])
  })

  it('takes both of two columns whose names differ in case only', () => {
    const columns = [{ name: 'a' }, { name: 'A' }, { name: 'b' }]
    const chunks = [4, 104, 204].map((dataPage) => ({ dataPage, size: 100 }))
    expect(plan({ columns: ['a'] }, [chunks], columns).ranges).toEqual([{ start: 4, end: 204 }, PLACE])
  })

  it('leaves out columns that the file does not have, down to the footer alone', () => {
    expect(plan({ columns: ['id', 'weight'] })).toEqual(plan({ columns: ['id'] }))
    expect(plan({ columns: ['weight'] }).ranges).toEqual([PLACE])
  })

  it('takes bloom filters of needed columns', () => {
    const [id = { dataPage: 4, size: 100 }, ...others] = group(0)
    const bloomed = [{ ...id, bloom: 7000, bloomLength: 64, offsetIndex: 7064 }, ...others]
    expect(plan({ columns: ['id'] }, [bloomed]).ranges).toContainEqual({ start: 7000, end: 7064 })
    expect(plan({ columns: ['at'] }, [bloomed]).ranges).not.toContainEqual({ start: 7000, end: 7064 })
  })

  it('takes the whole file if all columns are needed, or more than 70 % of its bytes', () => {
    const whole = { ranges: [{ start: 0, end: 8504 }], rowGroups: { read: 3, all: 3 }, kept: [0, 1, 2] }
    expect(plan({ columns: null })).toEqual(whole)
    expect(plan({ columns: ['noise', 'at'] })).toEqual(whole)
    expect(plan({ columns: ['noise'], time: during(0, 2) }).ranges).toHaveLength(3)
  })
})

describe('planning for a time', () => {
  const kept = (from: number, to: number, groups = GROUPS, columns = COLUMNS) =>
    plan({ columns: ['id'], time: during(from, to) }, groups, columns).kept

  it('leaves out row groups that lie wholly outside: up to, not including, its end', () => {
    expect(kept(1, 2)).toEqual([1])
    expect(kept(0.5, 1.5)).toEqual([0, 1])
    expect(kept(-5, 0)).toEqual([])
    expect(kept(3, 9)).toEqual([])
    expect(plan({ columns: ['id'], time: { column: 'at', from: HOUR - 1, to: HOUR } }).kept).toEqual([0])
    expect(kept(-5, 9)).toEqual([0, 1, 2])
  })

  it('needs no bytes of what it leaves out, and counts it', () => {
    expect(plan({ columns: ['id'], time: during(1, 2) })).toEqual({
      ranges: [{ start: 2504, end: 2604 }, PLACE],
      rowGroups: { read: 1, all: 3 },
      kept: [1],
    })
  })

  it('keeps row groups without statistics, and all of a file without the column', () => {
    expect(kept(9, 10, [group(0), group(1, null), group(2)])).toEqual([1])
    expect(plan({ columns: ['id'], time: { ...during(9, 10), column: 'when' } }).kept).toEqual([0, 1, 2])
  })

  it('keeps local times that may be of the time in any zone', () => {
    const local = COLUMNS.map((column) =>
      column.name === 'at' ? { ...column, logical: timestamp('milliseconds', false) } : column,
    )
    const groups = [group(0, [0, 1]), group(1, [30, 31]), group(2, [60, 61])]
    expect(kept(30, 31, groups, local)).toEqual([1])
    expect(kept(17, 18, groups, local)).toEqual([1])
    expect(kept(42, 43, groups, local)).toEqual([1])
    expect(kept(15, 16, groups, local)).toEqual([])
  })
})

describe('columns that can not be read', () => {
  const [id = { dataPage: 4, size: 100 }, ...others] = group(0)

  it('an encrypted column is an error if it is needed, and only then', () => {
    const groups = [[{ ...id, encrypted: true }, ...others]]
    expect(() => plan({ columns: ['id'] }, groups)).toThrow("s3://lake/a.parquet can't be read: its column Id is encrypted")
    expect(() => plan({ columns: null }, groups)).toThrow('its column Id is encrypted')
    expect(plan({ columns: ['at'] }, groups).ranges).toHaveLength(2)
  })

  it('a column in another file is an error: it is a summary file', () => {
    const groups = [[{ ...id, elsewhere: 'part-0.parquet', dataPage: 90_000 }, ...others]]
    expect(() => plan({ columns: ['id'] }, groups)).toThrow('s3://lake/a.parquet keeps the data of its column Id in another file')
  })
})
