import { type ColumnProfile, isFlag } from './inspection.js'
import type { Task } from './metric.js'

/** What a model of these columns does, with the metric that is usual for it; null = nothing that ctrain measures. */
export interface LikelyTask {
  readonly task: Task
  readonly metric: string
}

/** `isRanked` = rows belong to queries. */
export function taskOf(label: ColumnProfile, prediction: ColumnProfile, isRanked: boolean): LikelyTask | null {
  if (isRanked && label.kind === 'number' && prediction.kind === 'number') return { task: 'ranking', metric: 'ndcg@10' }
  if (label.kind === 'text' || prediction.kind === 'text') {
    return label.kind === prediction.kind ? { task: 'multiclass', metric: 'accuracy' } : null
  }
  if (isFlag(label)) return { task: 'binary', metric: isFlag(prediction) ? 'f1' : 'roc_auc' }
  if (label.kind !== 'number' || prediction.kind !== 'number') return null
  return isClass(label) && isClass(prediction)
    ? { task: 'multiclass', metric: 'accuracy' }
    : { task: 'regression', metric: 'rmse' }
}

/** Whole numbers that name classes. */
const MOST_CLASSES = 20

function isClass({ type, distinct }: ColumnProfile): boolean {
  return /INT/.test(type) && (distinct ?? Number.POSITIVE_INFINITY) <= MOST_CLASSES
}
