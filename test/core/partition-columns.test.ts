import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeColumns, partitionColumns, partitionValue } from '../../src/core/partition-columns.js'

function files(...partitions: readonly Readonly<Record<string, string | null>>[]) {
  return partitions.map((partition, index) => ({ uri: `${index}`, bytes: 1, version: '', partition }))
}

function typeOf(...values: readonly (string | null)[]): string | undefined {
  return partitionColumns(files(...values.map((value) => ({ x: value }))))[0]?.type
}

describe('columns that folders make', () => {
  it.each([
    ['days', 'DATE', ['2026-11-14', '2026-11-15']],
    ['days and a word', 'VARCHAR', ['2026-11-14', 'latest']],
    ['a day that no calendar has', 'VARCHAR', ['2026-02-30']],
    ['moments', 'TIMESTAMP', ['2026-11-14 05:00:00', '2026-11-14T06:30', '2026-11-14T06:30:00.25Z']],
    ['a moment of another zone', 'VARCHAR', ['2026-11-14 05:00:00+02']],
    ['hours with a leading zero', 'BIGINT', ['03', '14', '-1']],
    ['integers that 64 bits do not hold', 'VARCHAR', ['99999999999999999999']],
    ['fractions', 'VARCHAR', ['1.5', '2']],
    ['true and false', 'BOOLEAN', ['true', 'FALSE']],
    ['days and the default partition', 'DATE', ['2026-11-14', null]],
    ['the default partition alone', 'VARCHAR', [null]],
    ['nothing', 'VARCHAR', ['']],
  ])('%s are %s', (_, type, values) => {
    expect(typeOf(...values)).toBe(type)
  })

  it('are told apart ignoring case, and files that lack one have null', () => {
    const listed = files({ Region: 'EU' }, { region: 'US' }, {})
    expect(partitionColumns(listed)).toEqual([{ name: 'Region', type: 'VARCHAR' }])
    expect(listed.map((file) => partitionValue(file, 'REGION'))).toEqual(['EU', 'US', null])
  })

  it('have one type across the sources of a dataset', () => {
    const [dates, words] = [
      [{ name: 'dt', type: 'DATE' }],
      [
        { name: 'DT', type: 'VARCHAR' },
        { name: 'hour', type: 'BIGINT' },
      ],
    ]
    expect(mergeColumns([dates, dates])).toEqual(dates)
    expect(mergeColumns([dates, words])).toEqual([
      { name: 'dt', type: 'VARCHAR' },
      { name: 'hour', type: 'BIGINT' },
    ])
  })

  it('do not depend on the order of the files', () => {
    const text = fc.constantFrom('2026-11-14', '7', '03', 'true', 'x', '2026-11-14 01:00', null)
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (values) => {
        expect(typeOf(...values.toReversed())).toBe(typeOf(...values))
      }),
    )
  })
})
