import fc from 'fast-check'
import { expect, it } from 'vitest'
import { roundBounds } from '../../src/core/bins.js'

it('bins have round bounds', () => {
  expect(roundBounds(0, 1, 10)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
  expect(roundBounds(17.1, 378, 10)).toEqual([50, 100, 150, 200, 250, 300, 350])
  expect(roundBounds(-0.003, 0.004, 4)).toEqual([-0.002, 0, 0.002])
})

it('bounds ascend within the range, and there are not many more than asked for', () => {
  const number = fc.double({ min: -1e12, max: 1e12, noNaN: true })
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 30 }), (a, b, count) => {
      const bounds = roundBounds(Math.min(a, b), Math.max(a, b), count)
      expect(bounds.length).toBeLessThanOrEqual(count + 1)
      for (const [index, bound] of bounds.entries()) expect(bound).toBeGreaterThan(bounds[index - 1] ?? Math.min(a, b))
    }),
  )
})

it('one value is one bin', () => {
  expect(roundBounds(3, 3, 10)).toEqual([])
})
