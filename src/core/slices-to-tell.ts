import type { Evaluation, SliceResult } from './evaluation.js'
import { withDrops, worstFirst } from './worst-slice.js'

/** Names of the slices, in the order in which they matter to who is told: those without a value first, then the worst. */
export function slicesToTell(evaluation: Evaluation): readonly string[] {
  const isBlind = ({ value, weight }: SliceResult) => value === null && weight > 0
  const worst = worstFirst(withDrops(evaluation))
  return [...worst.filter(isBlind), ...worst.filter((slice) => !isBlind(slice))].map(({ name }) => name)
}
