import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { axisOf, placeOf } from '../../../src/reporters/html/axis.js'

describe('the axis of a chart', () => {
  it.each([
    [
      [0.7, 0.86],
      ['0.70', '0.75', '0.80', '0.85'],
    ],
    [
      [0, 500],
      ['0', '200', '400'],
    ],
    [
      [-100, 100],
      ['-100', '-50', '0', '50', '100'],
    ],
    [
      [1200, 3400],
      ['1,500', '2,000', '2,500', '3,000'],
    ],
    [[0.86], ['0.80', '0.85', '0.90']],
    [
      [0, 1.5e150],
      ['0', '5e149', '1e150', '1.5e150'],
    ],
  ])('of %j has round numbers', (values, labels) => {
    const axis = axisOf(values)
    expect(axis?.ticks.map((tick) => axis.format(tick))).toEqual(labels)
  })

  it('holds all values, its ticks ascend within it, and no two have one label', () => {
    const number = fc.double({ noNaN: true, min: -1e12, max: 1e12 })
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 9 }), (values) => {
        const axis = axisOf(values)
        if (axis === null) return
        for (const value of values) {
          const place = placeOf(value, axis, [0, 100])
          expect(place).toBeGreaterThanOrEqual(-1e-9)
          expect(place).toBeLessThanOrEqual(100 + 1e-9)
        }
        expect([...axis.ticks].sort((a, b) => a - b)).toEqual(axis.ticks)
        expect(new Set(axis.ticks.map(axis.format)).size).toBe(axis.ticks.length)
        expect(axis.ticks.length).toBeLessThanOrEqual(7)
      }),
    )
  })

  it('is none where nothing can be drawn', () => {
    expect(axisOf([])).toBeNull()
    expect(axisOf([null, Number.NaN])).toBeNull()
    expect(axisOf([-1.7e308, 1.7e308])).toBeNull()
  })
})
