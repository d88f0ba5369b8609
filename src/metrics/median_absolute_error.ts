import type { RankedMetric, Totals, Walker } from '../core/metric.js'
import { ROUNDING } from './rounding.js'

/** The weighted median of the absolute errors: what half of the rows do not exceed. */
export const medianAbsoluteError: RankedMetric = {
  kind: 'ranked',
  order: 'error',
  name: 'median_absolute_error',
  task: 'regression',
  direction: 'lower',
  summary: 'Median of the absolute errors.',
  formula: 'the least |y − p| up to which half of the weight lies; the mean of it and the next where it is exactly half',
  range: '0 to ∞',
  undefinedWhen: null,
  source: 'sklearn.metrics.median_absolute_error; Hyndman and Fan (1996), type 2',
  params: {},
  reading: () => ({ by: 'steps', walker: walk }),
}

function walk(totals: Totals): Walker {
  const half = totals.positive / 2
  let weight = 0
  let median: number | null = null
  let isBetween = false
  let last = 0
  return {
    spread(weights, _, key) {
      const error = -key
      if (median === null && weight + weights >= half) median = last + ((error - last) * (half - weight)) / weights
      weight += weights
      last = error
    },
    step(weights, _, key) {
      const error = -key
      if (median === null) {
        weight += weights
        if (weight < half * (1 - ROUNDING)) return
        median = error
        isBetween = weight <= half * (1 + ROUNDING)
      } else if (isBetween) {
        median = median / 2 + error / 2
        isBetween = false
      }
    },
    value: () => median,
  }
}
