import { type Finish, finiteValue, type Part } from './additive.js'
import type { Moments } from './moments.js'

/** How a value changes with the statistics of its slice; NaN = not known. */
export interface Slopes {
  readonly part: Part
  readonly sums: Float64Array
  readonly moments: readonly { readonly mean: number; readonly m2: number }[]
}

/** Of a value that changes smoothly. `sizes` = √Σ of the squares of what rows add to each sum. */
export function tangents(part: Part, sizes: Float64Array, finish: Finish): Slopes {
  return {
    part,
    sums: part.sums.map((sum, index) => {
      const moved = (by: number): Part => {
        const sums = part.sums.slice()
        sums[index] = sum + by
        return { ...part, sums }
      }
      return slope(moved, STEP * Math.max(Math.abs(sum), sizes[index] ?? 0), finish)
    }),
    moments: part.moments.map((_, index) => momentTangents(part, index, finish)),
  }
}

/** Of a value of counts: minus what leaving out one row of each kind changes. */
export function changes(part: Part, value: number, finish: Finish): Slopes {
  const sums = part.sums.map((count, kind) => {
    if (count === 0) return 0
    const without = part.sums.slice()
    without[kind] = count - 1
    return value - (finiteValue({ ...part, rows: part.rows - 1, sums: without }, finish) ?? Number.NaN)
  })
  return { part, sums, moments: [] }
}

/** Slopes of mean and m2 as those of a row's weight, weight × distance and weight × distance² from another center. */
export function slopesAround(
  around: Moments,
  whole: Moments | null | undefined,
  slope: Slopes['moments'][number] | undefined,
): readonly [weight: number, first: number, second: number] {
  if (slope === undefined || whole == null) return [Number.NaN, Number.NaN, Number.NaN]
  const shift = whole.center - around.center + whole.offset
  const mean = slope.mean / whole.weight
  return [slope.m2 * shift * shift - mean * shift, mean - 2 * slope.m2 * shift, slope.m2]
}

/** Of what is moved: small enough for a tangent, large enough that rounding of the sums does not show. */
const STEP = 1e-3

function momentTangents(part: Part, index: number, finish: Finish): { readonly mean: number; readonly m2: number } {
  const moments = part.moments[index] ?? null
  if (moments === null || moments.m2 === 0) return { mean: 0, m2: 0 }
  const moved = (change: Partial<Moments>): Part => ({
    ...part,
    moments: part.moments.map((other, position) => (position === index ? { ...moments, ...change } : other)),
  })
  const { offset, m2, weight } = moments
  return {
    mean: slope((by) => moved({ offset: offset + by }), STEP * Math.sqrt(m2 / weight), finish),
    m2: slope((by) => moved({ m2: m2 + by }), STEP * m2, finish),
  }
}

/** From four values around: wrong by the step's fourth power. */
function slope(moved: (by: number) => Part, step: number, finish: Finish): number {
  if (step === 0) return 0
  const at = (steps: number) => finiteValue(moved(steps * step), finish) ?? Number.NaN
  return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
}
