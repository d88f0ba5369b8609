import type { BoundMetric } from '../core/metric.js'
import type { PlannedSlice, ScanResult } from '../core/ports.js'
import type { Weighting } from '../core/score.js'

/** What a reader must know of how the score came about. */
export function notesOf(
  slices: readonly PlannedSlice[],
  weighting: Weighting,
  result: ScanResult,
  gating: BoundMetric,
): string[] {
  const nameOf = (index: number) => slices[index]?.name
  const weight = weighting.weights.some((each) => each > 0)
    ? 'its weight went to the others'
    : 'no other slice is there to take its weight'
  return [
    ...weighting.skipped.map((index) => `slice ${nameOf(index)} has no scored rows; ${weight} (on_empty_slice: skip)`),
    ...[...weighting.substitutes.keys()].map(
      (index) => `slice ${nameOf(index)} has no scored rows; its production score stands in (on_empty_slice: production)`,
    ),
    ...weighting.missing.map(
      (index) => `no production score of slice ${nameOf(index)} is known that could stand in (on_empty_slice: production)`,
    ),
    ...queryNotes(result, gating),
  ]
}

function queryNotes({ slices }: ScanResult, { params }: BoundMetric): string[] {
  // The last slice is that of all rows.
  const counts = slices.at(-1)?.queries ?? null
  if (counts === null || counts.withoutRelevant === 0) return []
  const outcome = params['on_no_relevant'] === 'zero' ? 'count as 0' : 'are left out'
  return [
    `${counts.withoutRelevant} of ${counts.queries} queries have no relevant item and ${outcome} (on_no_relevant: ${params['on_no_relevant']})`,
  ]
}
