import type { RankedMetric, Statistics } from './metric.js'

export interface Walk {
  /** Takes the next row; rows must come by descending prediction. `members` are indexes of slices. */
  row(members: readonly number[], prediction: number, positive: boolean, weight: number): void
  /** The statistics per slice, after the last row. */
  end(): readonly Statistics[]
}

/**
 * Feeds a ranked metric for many slices from one walk over rows sorted by prediction. Rows with the
 * same prediction form one tie per slice, so their order among themselves does not matter.
 */
export function createWalk(metric: RankedMetric, sliceCount: number): Walk {
  const statistics = Array.from({ length: sliceCount }, () => ({ ...metric.start }))
  const positives = new Float64Array(sliceCount)
  const negatives = new Float64Array(sliceCount)
  const touched = new Set<number>()
  let current = Number.NaN

  const closeTie = () => {
    for (const slice of touched) {
      const target = statistics[slice]
      if (target !== undefined) metric.tie(target, positives[slice] ?? 0, negatives[slice] ?? 0)
      positives[slice] = 0
      negatives[slice] = 0
    }
    touched.clear()
  }

  return {
    row(members, prediction, positive, weight) {
      if (prediction !== current) {
        closeTie()
        current = prediction
      }
      const side = positive ? positives : negatives
      for (const slice of members) {
        side[slice] = (side[slice] ?? 0) + weight
        touched.add(slice)
      }
    },
    end() {
      closeTie()
      return statistics
    },
  }
}
