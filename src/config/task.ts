import type { BoundMetric, Metric, Task } from '../core/metric.js'
import type { Column } from '../core/ports.js'
import { same } from '../core/sql.js'
import { findMetric } from '../metrics/index.js'
import type { Readings } from './metric-schema.js'

/** What decides the task of a model: the columns that have a role. */
export interface Roles {
  readonly label: string
  readonly prediction?: string | undefined
  readonly probabilities?: Readonly<Record<string, string>> | undefined
}

/** Why a metric of a model can't be computed beside the others. */
export interface TaskProblem {
  readonly index: number
  readonly message: string
}

/** Where a metric stands below its model: the gating one first, then those under `also`. */
export function metricPath(index: number): readonly (string | number)[] {
  return index === 0 ? ['metric'] : ['also', index - 1]
}

/** What the config alone tells to be wrong, or null. */
export function taskProblem(metrics: readonly Readings[], roles: Roles): TaskProblem | null {
  const possible = metrics.map((readings) => possibleReadings(readings, roles))
  const none = possible.findIndex((readings) => readings.length === 0)
  if (none !== -1) return { index: none, message: impossible(metrics[none]?.[0].metric, roles) }
  const odd = possible.findIndex((_, index) => commonTasks(possible.slice(0, index + 1)).length === 0)
  if (odd === -1) return null
  const before = commonTasks(possible.slice(0, odd))
  return {
    index: odd,
    message: `${nameOf(possible[odd])} is a ${tasksOf(possible[odd] ?? []).join(' or ')} metric, beside ${before.join(' or ')} ones (the metrics of a model must be of one task)`,
  }
}

/** Whether the types of the columns have a say in what the metrics mean. */
export function isOpen(metrics: readonly Readings[], roles: Roles): boolean {
  if (roles.probabilities !== undefined) return false
  const tasks = commonTasks(metrics.map((readings) => possibleReadings(readings, roles)))
  return tasks.length > 1 || (tasks[0] === 'binary' && metrics.some(([{ metric }]) => needOfClasses(metric) !== null))
}

/**
 * The metrics of a model, all of one task. Where the config leaves open which, text, whole numbers and
 * booleans on both sides are of several classes: where 0 and 1 occur, either task has the same value.
 */
export function resolveTask(
  metrics: readonly Readings[],
  roles: Roles,
  columns: readonly Column[],
): readonly BoundMetric[] | TaskProblem {
  const problem = taskProblem(metrics, roles)
  if (problem !== null) return problem
  const possible = metrics.map((readings) => possibleReadings(readings, roles))
  const tasks = commonTasks(possible)
  const used = [roles.label, roles.prediction].map((name) =>
    columns.find((column) => name !== undefined && same(column.name, name)),
  )
  const areClasses = roles.probabilities !== undefined || used.every((column) => column !== undefined && CLASS.test(column.type))
  const [label] = used
  const isFlag = label?.type === 'BOOLEAN' && tasks.includes('binary')
  const task = areClasses && tasks.includes('multiclass') ? 'multiclass' : isFlag ? 'binary' : tasks[0]
  const text = used.find((column) => column?.type === 'VARCHAR')
  if (areClasses && text !== undefined && task === 'binary') {
    const needs = metrics.map(([{ metric }], index) => (classesOf(possible[index]) ? null : needOfClasses(metric)))
    for (const [index, need] of needs.entries())
      if (need !== null) return { index, message: `column "${text.name}" is text: ${need}` }
  }
  return possible.flatMap((readings) => readings.find(({ metric }) => metric.task === task) ?? [])
}

const CLASS = /^(VARCHAR|BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER)$/

/** Probability columns mean several classes, and some metrics of several classes need them. */
function possibleReadings(readings: Readings, { probabilities }: Roles): readonly BoundMetric[] {
  return readings.filter(({ metric }) =>
    metric.task === 'multiclass' ? probabilities !== undefined || metric.probabilities !== true : probabilities === undefined,
  )
}

function commonTasks(possible: readonly (readonly BoundMetric[])[]): Task[] {
  const [first = [], ...others] = possible.map(tasksOf)
  return first.filter((task) => others.every((tasks) => tasks.includes(task)))
}

function classesOf(readings: readonly BoundMetric[] = []): boolean {
  return tasksOf(readings).includes('multiclass')
}

function tasksOf(readings: readonly BoundMetric[]): Task[] {
  return readings.map(({ metric }) => metric.task)
}

function impossible(metric: Metric | undefined, { probabilities }: Roles): string {
  if (metric === undefined) throw new Error('a metric has no reading')
  if (probabilities === undefined) return `${metric.name} ${PROBABILITIES_NEEDED}`
  const need = needOfClasses(metric)
  if (need !== null) return `the columns are of several classes: ${need}`
  return `${metric.name} is a ${metric.task} metric, and dataset.columns.probabilities are of several classes (leave them out, or choose a multiclass metric)`
}

/** What lacks for a metric to be computed of several classes, where it has a namesake for them; null = nothing. */
function needOfClasses(metric: Metric): string | null {
  const namesake = metric.task === 'multiclass' ? undefined : findMetric(metric.name, 'multiclass')
  if (namesake?.params['average'] !== undefined && namesake.params['average'].default === undefined) {
    return `${metric.name} of several classes needs average (write e.g. { name: ${metric.name}, average: macro })`
  }
  return namesake?.probabilities === true ? `${metric.name} of several classes ${PROBABILITIES_NEEDED}` : null
}

const PROBABILITIES_NEEDED = 'needs a probability of each (name their columns: dataset.columns.probabilities: { CLASS: COLUMN })'

function nameOf(readings: readonly BoundMetric[] | undefined): string {
  return readings?.[0]?.metric.name ?? 'it'
}
