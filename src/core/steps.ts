import type { Walker } from './metric.js'

/** Steps of an order, column by column. */
export interface Steps {
  readonly positives: Float64Array
  readonly negatives: Float64Array
  readonly keys: Float64Array
}

export function newSteps(count: number): Steps {
  return { positives: new Float64Array(count), negatives: new Float64Array(count), keys: new Float64Array(count) }
}

/** Takes the steps from one place up to another. */
export function takeSteps(
  walker: Walker,
  { positives, negatives, keys }: Steps,
  from: number,
  to: number,
  how: 'step' | 'spread' = 'step',
): void {
  const take = walker[how] ?? walker.step
  for (let step = from; step < to; step++) take(positives[step] ?? 0, negatives[step] ?? 0, keys[step] ?? 0)
}
