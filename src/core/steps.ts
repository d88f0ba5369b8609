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

/** Takes the first `count` steps. */
export function takeSteps(walker: Walker, { positives, negatives, keys }: Steps, count: number): void {
  if (walker.steps !== undefined) walker.steps(positives, negatives, keys, count)
  else for (let step = 0; step < count; step++) walker.step(positives[step] ?? 0, negatives[step] ?? 0, keys[step] ?? 0)
}
