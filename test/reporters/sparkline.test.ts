import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scaleOf, sparkline } from '../../src/reporters/sparkline.js'

const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }))
const draw = (values: readonly (number | null)[]) => {
  const scale = scaleOf(values)
  return scale === null ? null : sparkline(values, scale)
}

it('has one character per value, a space where there is none', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const drawn = draw(values)
      if (drawn === null) expect(values.every((each) => each === null)).toBe(true)
      else expect([...drawn].map((each) => each === ' ')).toEqual(values.map((each) => each === null))
      expect(drawn ?? ' ').toMatch(/^[ ▁▂▃▄▅▆▇█]+$/)
    }),
  )
})

it('is never lower for a greater value; the least is ▁ and the greatest █', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 2 }), (values) => {
      const sorted = values.toSorted((a, b) => a - b)
      const drawn = draw(sorted) ?? ''
      expect([...drawn].toSorted().join('')).toBe(drawn)
      if (sorted[0] !== sorted.at(-1)) expect([drawn[0], drawn.at(-1)]).toEqual(['▁', '█'])
    }),
  )
})

it('draws numbers as small and as large as there are', () => {
  expect(draw([0, 5e-324])).toBe('▁█')
  expect(draw([-1.7e308, 0, 1.7e308])).toBe('▁▅█')
})

it('draws equal values in the middle', () => {
  expect(draw([0.86, 0.86])).toBe('▅▅')
})
