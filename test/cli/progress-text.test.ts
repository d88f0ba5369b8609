import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { phaseLine, type Snapshot, statusLine } from '../../src/cli/progress-text.js'
import type { PhaseResult } from '../../src/core/progress.js'

describe('the line of a phase', () => {
  it.each<[PhaseResult, number, string]>([
    [{ did: 'listed', files: 7, bytes: 80_600 }, 120, 'churn: listed 7 files, 80.6 kB, in 0.1 s'],
    [{ did: 'listed', files: 1, bytes: 12 }, 0, 'churn: listed 1 file, 12 B, in 0.0 s'],
    [
      { did: 'planned', bytes: 410e6, bytesToFetch: 12.3e6, rowGroups: { read: 12, all: 1040 } },
      1250,
      'churn: planned 12.3 MB of 410.0 MB (3.0 %), 12 of 1,040 row groups, in 1.2 s',
    ],
    [{ did: 'planned', bytes: 0, bytesToFetch: 0, rowGroups: null }, 0, 'churn: planned 0 B of 0 B, in 0.0 s'],
    [{ did: 'fetched', bytes: 12.3e6 }, 2_100, 'churn: fetched 12.3 MB in 2.1 s (5.9 MB/s)'],
    [{ did: 'fetched', bytes: 12.3e9 }, 3_725_000, 'churn: fetched 12.3 GB in 1 h 2 min (3.3 MB/s)'],
    [{ did: 'fetched', bytes: 0 }, 3, 'churn: fetched nothing: all of it was here'],
    [{ did: 'converted', files: 2 }, 400, 'churn: converted 2 files in 0.4 s'],
    [{ did: 'scanned', rows: 3150 }, 65_000, 'churn: scanned 3,150 rows in 1 min 5 s'],
    [{ did: 'scanned', rows: 1 }, 65_000, 'churn: scanned 1 row in 1 min 5 s'],
  ])('%j', (result, ms, line) => {
    expect(phaseLine('churn', result, ms)).toBe(line)
  })

  it('holds nothing that steers the terminal', () => {
    expect(phaseLine('a\u001b[31m', { did: 'scanned', rows: 1 }, 0)).not.toContain('\u001b')
  })
})

const fetching: Snapshot = {
  model: 'churn',
  doing: 'fetching',
  elapsed: 4_000,
  part: { unit: 'bytes', done: 12.3e6, total: 29e6, perSecond: 3e6 },
}

describe('what runs', () => {
  it.each([
    [160, 'churn: [================>                       ]  42 %   12.3 MB of 29.0 MB    3.0 MB/s   0:06 left'],
    [80, 'churn: [========>           ]  42 %   12.3 MB of 29.0 MB    3.0 MB/s   0:06 left'],
    [60, 'churn:  42 %  12.3 MB of 29.0 MB  3.0 MB/s  0:06 left'],
    [50, 'churn:  42 %  12.3 MB of 29.0 MB  0:06 left'],
    [40, ' 42 %  12.3 MB of 29.0 MB  0:06 left'],
    [30, ' 42 %  3.0 MB/s  0:06 left'],
    [20, ' 42 %  0:06 left'],
    [3, ''],
  ])('in %i columns', (columns, line) => {
    expect(statusLine(fetching, columns)).toBe(line)
  })

  it.each<[Omit<NonNullable<Snapshot['part']>, 'unit'>, string]>([
    [{ done: 0, total: 29e6, perSecond: 0 }, '  0 %  0 B of 29.0 MB  0 B/s  -:-- left'],
    [{ done: 28.999e6, total: 29e6, perSecond: 1e6 }, ' 99 %  29.0 MB of 29.0 MB  1.0 MB/s  0:01 left'],
    [{ done: 29e6, total: 29e6, perSecond: 1e6 }, '100 %  29.0 MB of 29.0 MB  1.0 MB/s  0:00 left'],
    // What came twice counts once.
    [{ done: 40e6, total: 29e6, perSecond: 1e6 }, '100 %  29.0 MB of 29.0 MB  1.0 MB/s  0:00 left'],
    [{ done: 0, total: 40e9, perSecond: 1e7 }, '  0 %  0 B of 40.0 GB  10.0 MB/s  1:06:40 left'],
  ])('%j', (part, line) => {
    expect(statusLine({ ...fetching, model: null, part: { unit: 'bytes', ...part } }, 60)).toContain(line)
  })

  it('a scan shows rows', () => {
    const scanning: Snapshot = {
      model: 'churn',
      doing: 'scanning',
      elapsed: 4_000,
      part: { unit: 'rows', done: 1_200_000, total: 3_000_000, perSecond: 300_000 },
    }
    expect(statusLine(scanning, 100)).toBe(
      'churn: [============>                   ]  40 %  1,200,000 of 3,000,000 rows   300,000/s   0:06 left',
    )
    expect(statusLine(scanning, 50)).toBe(' 40 %  1,200,000 of 3,000,000 rows  0:06 left')
  })

  it('a phase without known bytes shows for how long it has run', () => {
    const planning: Snapshot = { model: 'churn', doing: 'planning', elapsed: 3_200, part: null }
    expect(statusLine(planning, 80)).toBe('churn: planning … 3.2 s')
    expect(statusLine({ ...planning, model: 'a-model-of-a-long-name' }, 20)).toBe('planning … 3.2 s')
  })

  it('leaves out a name whose width is not known', () => {
    expect(statusLine({ ...fetching, model: '解約' }, 80)).toMatch(/^\[=+> +\] {2}42 %/)
    expect(statusLine({ ...fetching, model: 'Kündigung' }, 80)).toMatch(/^Kündigung: \[/)
  })

  it('is never wider than the terminal, and says something from 20 columns on', () => {
    const part = fc.record({
      unit: fc.constantFrom('bytes' as const, 'rows' as const),
      done: fc.nat(2 ** 40),
      total: fc.integer({ min: 1, max: 2 ** 40 }),
      perSecond: fc.double({ min: 0, max: 1e12, noNaN: true }),
    })
    const snapshot = fc.record({
      model: fc.option(fc.string({ maxLength: 40 })),
      doing: fc.constantFrom('listing' as const, 'planning' as const, 'fetching' as const, 'scanning' as const),
      elapsed: fc.nat(10 ** 7),
      part: fc.option(part),
    })
    fc.assert(
      fc.property(snapshot, fc.integer({ min: 20, max: 300 }), (given, columns) => {
        const line = statusLine(given, columns)
        expect(line.length).toBeLessThanOrEqual(columns)
        expect(line).not.toBe('')
      }),
    )
  })
})
