import { isDeepStrictEqual } from 'node:util'
import type { Metric } from '../core/metric.js'
import { findMetric } from '../metrics/index.js'
import type { Readings } from './metric-schema.js'
import { type TaskProblem as MetricProblem, metricPath } from './task.js'

/** Metrics of a model that reports could not tell apart. Null = not known, or not known by name yet. */
export function nameProblems(metrics: readonly (Readings | null)[]): MetricProblem[] {
  return metrics.flatMap((readings, index): MetricProblem[] => {
    if (readings === null) return []
    const [{ metric }] = readings
    const isOwn = isOfUser(metric)
    if (isOwn && findMetric(metric.name) !== undefined)
      return [{ index, message: `${metric.name} is the name of a built-in metric (${RENAME})` }]
    const earlier = metrics.slice(0, index).findIndex((other) => other !== null && areAlike(other, readings))
    if (earlier === -1) return []
    const [key, number] = metricPath(earlier)
    const place = number === undefined ? key : `${key}[${number}]`
    return [
      {
        index,
        message: isOwn
          ? `the name ${metric.name} is taken by ${place} (${RENAME})`
          : `${metric.name} is measured by ${place} already (leave one out)`,
      },
    ]
  })
}

const RENAME = 'give it another: name: …'

function areAlike(a: Readings, b: Readings): boolean {
  if (isOfUser(a[0].metric) || isOfUser(b[0].metric)) return a[0].metric.name === b[0].metric.name
  return a.some((one) => b.some((other) => one.metric === other.metric && isDeepStrictEqual(one.params, other.params)))
}

/** Also where it is loaded and no longer looks custom. */
function isOfUser(metric: Metric): boolean {
  return findMetric(metric.name, metric.task) !== metric
}
