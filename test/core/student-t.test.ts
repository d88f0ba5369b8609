// Expected numbers: scipy.stats.t.ppf(0.5 + confidence / 2, degrees), SciPy 1.17.1.
import { expect, it } from 'vitest'
import { studentT } from '../../src/core/student-t.js'

it.each([
  [0.95, 1, 12.706204736175],
  [0.95, 2, 4.3026527297495],
  [0.95, 15, 2.1314495455598],
  [0.95, 63, 1.9983405425207],
  [0.95, 1000000, 1.9599663568141],
  [0.99, 10, 3.169272672617],
  [0.5, 5, 0.72668684380042],
  [0.999, 30, 3.6459586350421],
])('the two-sided quantile of confidence %d with %d degrees of freedom', (confidence, degrees, expected) => {
  expect(Math.abs(studentT(confidence, degrees) / expected - 1)).toBeLessThan(1e-8)
})
