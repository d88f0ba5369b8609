import type { CalibrationBin } from './appendix.js'
import { round12 } from './round.js'

/** Collects mean prediction and share of positives by tenths of the prediction, from rows by descending prediction. */
export interface CalibrationBins {
  add(prediction: number, weight: number, isPositive: boolean): void
  /** After the last row: ascending, without empty bins. Null where a prediction is no probability. */
  bins(): readonly CalibrationBin[] | null
}

const BINS = 10

export function createCalibrationBins(): CalibrationBins {
  const [rows, weights, predicted, observed] = [sums(), sums(), sums(), sums()]
  let bin = BINS - 1
  let areProbabilities = true
  return {
    add(prediction, weight, isPositive) {
      if (prediction < 0 || prediction > 1) areProbabilities = false
      // The upper edge belongs to a bin, as in the metric; multiples of the step are the edges of numpy.linspace.
      while (bin > 0 && prediction <= bin * (1 / BINS)) bin--
      add(rows, bin, 1)
      add(weights, bin, weight)
      add(predicted, bin, weight * prediction)
      if (isPositive) add(observed, bin, weight)
    },
    bins() {
      if (!areProbabilities || !weights.every(Number.isFinite)) return null
      return [...weights.entries()].flatMap(([index, weight]) => {
        const mean = (sums: Float64Array) => round12((sums[index] ?? 0) / weight)
        if (weight === 0) return []
        return [{ meanPrediction: mean(predicted), observed: mean(observed), rows: rows[index] ?? 0 }]
      })
    },
  }
}

function sums(): Float64Array {
  return new Float64Array(BINS)
}

function add(to: Float64Array, bin: number, amount: number): void {
  to[bin] = (to[bin] ?? 0) + amount
}
