import { z } from 'zod'
import type { BoundMetric, Metric, ParamSpec } from '../core/metric.js'
import { findMetric, METRICS } from '../metrics/index.js'
import { didYouMean } from './did-you-mean.js'
import type { Issue } from './document.js'

const names = METRICS.map((metric) => metric.name)
const needsParams = (metric: Metric) => Object.values(metric.params).some((param) => param.default === undefined)

const byName = z.enum(METRICS.filter((metric) => !needsParams(metric)).map((metric) => metric.name))
const withParams = METRICS.map((metric) => z.strictObject({ name: z.literal(metric.name), ...paramShape(metric) }))

/** A metric by name, or an object of its name and parameters. */
export const metricSchema = z
  .union([byName, z.union(withParams)])
  .describe('The metric of each slice: a name, or an object of name and parameters.')
  .transform((value): BoundMetric => bind(typeof value === 'string' ? { name: value } : value))

/** Why a value is no metric, with the key it concerns; the union's own message would list every alternative. */
export function metricProblems(value: unknown): Issue[] {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  const name = isObject && 'name' in value ? value.name : value
  if (isObject && !('name' in value)) return [{ path: [], message: 'has no name (write e.g. metric: roc_auc)' }]
  if (typeof name !== 'string')
    return [{ path: isObject ? ['name'] : [], message: 'must be the name of a metric (e.g. roc_auc)' }]
  const metric = findMetric(name)
  const place = isObject ? ['name'] : []
  if (metric === undefined) return [{ path: place, message: `unknown metric "${name}" (${didYouMean(name, names)})` }]
  const required = Object.entries(metric.params).find(([, spec]) => spec.default === undefined)
  if (!isObject && required !== undefined) {
    const [param] = required
    return [{ path: [], message: `needs the parameter ${param} (write { name: ${name}, ${param}: … })` }]
  }
  if (!isObject) return []
  const issues = z.strictObject({ name: z.string(), ...paramShape(metric) }).safeParse(value).error?.issues ?? []
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [key],
        message: `${name} has no parameter "${key}" (${parameters(metric)})`,
        isKey: true,
      }))
    }
    const [param = ''] = issue.path.map(String)
    const missing = !Object.hasOwn(value, param)
    const what = missing ? 'is missing' : issue.code === 'invalid_type' ? 'must be a number' : issue.message
    return [{ path: [param], message: `${what} (${metric.params[param]?.description ?? parameters(metric)})` }]
  })
}

function bind(value: { readonly name: string } & Readonly<Record<string, unknown>>): BoundMetric {
  const metric = findMetric(value.name)
  if (metric === undefined) throw new Error(`the schema let the metric ${value.name} pass`)
  const params = Object.entries(metric.params).map(([param, spec]) => [param, z.number().parse(value[param] ?? spec.default)])
  return { metric, params: Object.fromEntries(params) }
}

function paramShape(metric: Metric): Record<string, z.ZodType<number | undefined>> {
  return Object.fromEntries(Object.entries(metric.params).map(([param, spec]) => [param, paramSchema(spec)]))
}

function paramSchema(spec: ParamSpec): z.ZodType<number | undefined> {
  let schema = z.number().describe(spec.description)
  if (spec.min !== undefined) schema = schema.min(spec.min)
  if (spec.exclusiveMin !== undefined) schema = schema.gt(spec.exclusiveMin)
  return spec.default === undefined ? schema : schema.default(spec.default)
}

function parameters(metric: Metric): string {
  const params = Object.keys(metric.params)
  return params.length === 0 ? 'it has none' : `it has ${params.join(', ')}`
}
