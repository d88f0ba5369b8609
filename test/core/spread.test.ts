// Expected numbers: the pooled standard error × √(all rows / own rows).
import { describe, expect, it } from 'vitest'
import { borrowSpread } from '../../src/core/spread.js'

const NONE = { standardError: 0, degrees: 15 }
const POOLED = { error: { standardError: 0.02, degrees: 999 }, rows: 1000 }

describe('a slice that shows no spread', () => {
  it('has that of all rows where it has few rows, however many jackknife groups there are', () => {
    expect(borrowSpread([NONE], [10], POOLED, false)).toEqual(new Map([[0, { standardError: 0.2, degrees: 15 }]]))
    expect(borrowSpread([NONE], [5000], POOLED, false)).toEqual(new Map())
  })

  it('counts ids, not rows, where rows of one id belong together', () => {
    expect([...borrowSpread([NONE], [5000], POOLED, true).keys()]).toEqual([0])
    expect(borrowSpread([{ ...NONE, degrees: 40 }], [5000], POOLED, true)).toEqual(new Map())
  })
})
