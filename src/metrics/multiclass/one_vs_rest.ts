import type { ClassMatrix } from '../../core/metric.js'
import { unitScale } from '../../core/unit.js'

/**
 * The matrix as one binary decision per class, by index of the class. Weights are scaled (`unitScale`),
 * as they are multiplied.
 */
export interface OneVsRest {
  readonly classes: readonly string[]
  /** Weight of all rows. */
  readonly total: number
  readonly tp: Float64Array
  readonly fp: Float64Array
  readonly fn: Float64Array
  /** Computed where it is asked for. */
  tn(): Float64Array
}

/** Every cell is a sum, never a difference: the weight of the rest keeps its digits beside a huge class. */
export function oneVsRest({ classes, counts }: ClassMatrix): OneVsRest {
  const count = classes.length
  const weight = sum(counts)
  const scale = unitScale(weight)
  const [tp, fp, fn] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  for (let label = 0; label < count; label++) {
    let missed = 0
    for (let predicted = 0; predicted < count; predicted++) {
      const cell = scale * (counts[label * count + predicted] ?? 0)
      if (label === predicted) tp[label] = cell
      else {
        missed += cell
        fp[predicted] = (fp[predicted] ?? 0) + cell
      }
    }
    fn[label] = missed
  }
  return { classes, total: scale * weight, tp, fp, fn, tn: () => trueNegatives(counts, count, scale) }
}

/** Per class, the cells that are neither in its row nor in its column: of each other row, what is left and right of the column. */
function trueNegatives(counts: Float64Array, count: number, scale: number): Float64Array {
  const tn = new Float64Array(count)
  const right = new Float64Array(count + 1)
  for (let label = 0; label < count; label++) {
    const row = label * count
    for (let predicted = count - 1; predicted >= 0; predicted--) {
      right[predicted] = (right[predicted + 1] ?? 0) + scale * (counts[row + predicted] ?? 0)
    }
    let left = 0
    for (let predicted = 0; predicted < count; predicted++) {
      if (predicted !== label) tn[predicted] = (tn[predicted] ?? 0) + left + (right[predicted + 1] ?? 0)
      left += scale * (counts[row + predicted] ?? 0)
    }
  }
  return tn
}

function sum(values: Float64Array): number {
  let total = 0
  for (let index = 0; index < values.length; index++) total += values[index] ?? 0
  return total
}
