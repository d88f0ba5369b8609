import { expect, it } from 'vitest'
import { limitScore } from '../../src/core/limit-score.js'

it.each([
  [0.86, 0.05, 'relative', 'higher', 0.817],
  [0.86, 0.02, 'absolute', 'higher', 0.84],
  [23, 1.5, 'absolute', 'lower', 24.5],
  [20, 0.1, 'relative', 'lower', 22],
  [-0.2, 0.05, 'relative', 'higher', -0.21],
  [0.86, 0.05, 'relative', null, null],
  [1e308, 1e308, 'absolute', 'lower', null],
] as const)('the limit of %d with a drop of %d (%s, %s is better) is %s', (production, maxDrop, kind, direction, limit) => {
  expect(limitScore(production, { maxDrop, kind }, direction)).toBe(limit)
})
