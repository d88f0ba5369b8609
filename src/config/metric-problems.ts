import type { z } from 'zod'
import type { Metric, ParamSpec } from '../core/metric.js'
import { METRICS } from '../metrics/index.js'
import { customProblems } from './custom-problems.js'
import { customKey } from './custom-schema.js'
import { didYouMean } from './did-you-mean.js'
import { type Issue, isAbsent } from './document.js'
import { similarMetric } from './metric-catalog.js'
import { metricObject, requiredParam } from './metric-params.js'
import { SHORTHANDS, shorthandOf, spellOut } from './metric-shorthand.js'

const all: readonly Metric[] = METRICS

/** Why a value is no metric, with the key it concerns; the union's own message would list every alternative. */
export function metricProblems(value: unknown): Issue[] {
  const custom = customKey(value)
  return custom === null ? registeredProblems(value) : customProblems(value, custom)
}

function registeredProblems(value: unknown): Issue[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const written = isObject && 'name' in value ? value.name : value
  const place = isObject ? ['name'] : []
  if (isObject && !('name' in value)) return [{ path: [], message: 'has no name (write e.g. metric: roc_auc)' }]
  if (typeof written !== 'string') return [{ path: place, message: 'must be the name of a metric (e.g. roc_auc)' }]
  const shorthand = shorthandOf(written)
  const spelled: Readonly<Record<string, unknown>> = spellOut({ ...(isObject ? value : {}), name: written })
  if (shorthand !== undefined && isObject && Object.hasOwn(value, shorthand.param)) {
    return [{ path: [shorthand.param], message: `${shorthand.param} is in the name ${written} already (keep one)`, isKey: true }]
  }
  const namesakes = all.filter((metric) => metric.name === spelled['name'])
  const metric = isObject ? meant(namesakes, spelled) : namesakes[0]
  if (metric === undefined) return [{ path: place, message: unknownMetric(written) }]
  const required = requiredParam(metric)
  if (!isObject && shorthand === undefined && required !== undefined) {
    return [{ path: [], message: `needs the parameter ${required} (write ${waysToGive(metric, required)})` }]
  }
  const issues = metricObject(metric).safeParse(spelled).error?.issues ?? []
  return issues
    .flatMap((issue) => explain(issue, spelled, metric, namesakes))
    .map((issue) =>
      shorthand !== undefined && issue.path[0] === shorthand.param
        ? { path: place, message: `the ${shorthand.param} of ${written} ${issue.message}` }
        : { ...issue, path: isObject ? issue.path : [] },
    )
}

function unknownMetric(written: string): string {
  return `unknown metric "${written}" (${similarMetric(written)})`
}

function waysToGive(metric: Metric, param: string): string {
  const short = SHORTHANDS.find((shorthand) => shorthand.metric === metric && shorthand.param === param)
  const object = `{ name: ${metric.name}, ${param}: … }`
  return short === undefined ? object : `${short.example}, or ${object}`
}

/** Among metrics of one name, that of the task that is given, else that which most keys fit. */
function meant(namesakes: readonly Metric[], value: Readonly<Record<string, unknown>>): Metric | undefined {
  const faults = (metric: Metric) => {
    const issues = metricObject(metric).safeParse(value).error?.issues ?? []
    return issues.reduce((count, issue) => count + (issue.code === 'unrecognized_keys' ? 2 * issue.keys.length : 1), 0)
  }
  const ofTask = namesakes.find(({ task }) => value['task'] === task)
  return ofTask ?? [...namesakes].sort((a, b) => faults(a) - faults(b))[0]
}

function explain(issue: z.core.$ZodIssue, value: unknown, metric: Metric, namesakes: readonly Metric[]): Issue[] {
  const path = issue.path.map(String)
  const [param = ''] = path
  const spec = metric.params[param]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, spec, metric, namesakes), isKey: true }))
  }
  if (param === 'task') {
    const tasks = namesakes.map(({ task }) => task).join(' or ')
    return [{ path, message: `is not a task that ${metric.name} has (write task: ${tasks}, or leave it out)` }]
  }
  return [{ path, message: `${fault(issue, spec, isAbsent(value, path))} (${spec?.description ?? parameters(metric)})` }]
}

function unknownKey(key: string, spec: ParamSpec | undefined, metric: Metric, namesakes: readonly Metric[]): string {
  if (spec?.type === 'table') return `unknown key (${didYouMean(key, spec.keys)})`
  const other = namesakes.find(({ params }) => Object.hasOwn(params, key))
  if (other === undefined) return `${metric.name} has no parameter "${key}" (${parameters(metric)})`
  return `"${key}" is a parameter of the ${other.task} ${metric.name}, other keys of the ${metric.task} one (keep those of one)`
}

function fault(issue: z.core.$ZodIssue, spec: ParamSpec | undefined, isMissing: boolean): string {
  if (isMissing) return 'is missing'
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'object' && spec?.type === 'table') return `must be a mapping of ${spec.keys.join(', ')}`
      return `must be a ${issue.expected === 'int' ? 'whole ' : ''}number`
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty'
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`
    default:
      return issue.message
  }
}

function parameters(metric: Metric): string {
  const params = Object.keys(metric.params)
  return params.length === 0 ? 'it has none' : `it has ${params.join(', ')}`
}
