import { CANONICAL } from './custom.js'
import type { Metric } from './metric.js'

/** Columns of the dataset that a metric reads besides those of a role. */
export function columnsReadBy(metric: Metric): readonly string[] {
  if (metric.kind === 'aggregate') return metric.own?.reads ?? []
  return metric.kind === 'columns' ? metric.columns.filter((name) => !CANONICAL.includes(name)) : []
}
