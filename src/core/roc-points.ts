import type { RocPoint } from './appendix.js'
import { round12 } from './round.js'

/** Collects a ROC curve from rows by descending prediction, in bounded memory. */
export interface RocPoints {
  add(prediction: number, weight: number, isPositive: boolean): void
  /** After the last row; null where one class has no rows. */
  points(): readonly RocPoint[] | null
}

export const MOST_POINTS = 101

/** The way along the curve so far is 2 at any time; corners nearer to each other than this part of 1 are one. */
const FINE = 1024

/** Weights of the rows that are predicted positive at a threshold. */
interface Corner {
  readonly negative: number
  readonly positive: number
}

export function createRocPoints(): RocPoints {
  const corners: Corner[] = [{ negative: 0, positive: 0 }]
  let last = Number.NaN
  let kept = { negative: 0, positive: 0 }
  let negative = 0
  let positive = 0
  return {
    add(prediction, weight, isPositive) {
      // Rows of equal predictions are one step.
      if (prediction !== last) {
        last = prediction
        const way = rate(negative - kept.negative, negative) + rate(positive - kept.positive, positive)
        if (way * FINE >= 1) {
          kept = { negative, positive }
          corners.push(kept)
        }
      }
      if (isPositive) positive += weight
      else negative += weight
    },
    points() {
      if (!(positive > 0 && negative > 0 && Number.isFinite(positive + negative))) return null
      return spaced([...corners, { negative, positive }], MOST_POINTS).map((corner) => ({
        falsePositiveRate: round12(corner.negative / negative),
        truePositiveRate: round12(corner.positive / positive),
      }))
    },
  }
}

/** At most so many of the corners, about evenly spaced along the curve; the first and the last stay. */
function spaced(corners: readonly Corner[], most: number): readonly Corner[] {
  const end = corners.at(-1)
  if (corners.length <= most || end === undefined) return corners
  const along = ({ negative, positive }: Corner) => rate(negative, end.negative) + rate(positive, end.positive)
  // The whole way is 2; one corner fewer than there is room for, as sums are rounded.
  const least = 2 / (most - 3)
  let reached = 0
  return corners.filter((corner, index) => {
    if (index > 0 && index < corners.length - 1 && along(corner) - reached < least) return false
    reached = along(corner)
    return true
  })
}

function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
