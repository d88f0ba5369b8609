import { z } from 'zod'
import type { Metric, ParamSpec, ParamValue } from '../core/metric.js'

/** The object that names a metric and its parameters. Metrics of one name are told apart by their keys. */
export function metricObject(metric: Metric) {
  return z.strictObject({ ...head(metric, z.literal(metric.name)), ...paramShape(metric) })
}

/** The same with one parameter in the name. */
export function shorthandObject(metric: Metric, param: string, pattern: RegExp) {
  const { [param]: _, ...others } = paramShape(metric)
  return z.strictObject({ ...head(metric, z.string().regex(pattern)), ...others })
}

/** The parameters of a metric, among other keys. */
export function paramsObject(metric: Metric) {
  return z.object(paramShape(metric))
}

/** The parameter that a metric can't do without, or undefined. */
export function requiredParam({ params }: Metric): string | undefined {
  return Object.keys(params).find((name) => params[name]?.default === undefined && params[name]?.optional !== true)
}

function paramSchema(spec: ParamSpec): z.ZodType<ParamValue | undefined> {
  const schema = valueSchema(spec).describe(spec.description)
  // A default would be filled in for the first metric of a name, which the others then refuse.
  if (spec.default !== undefined) return schema.optional().meta({ default: spec.default })
  return spec.optional === true ? schema.optional() : schema
}

function head(metric: Metric, name: z.ZodType<string>) {
  return { name, task: z.literal(metric.task).optional().describe('Tells metrics of one name apart; by default the columns do.') }
}

function paramShape(metric: Metric): Record<string, z.ZodType<ParamValue | undefined>> {
  return Object.fromEntries(Object.entries(metric.params).map(([param, spec]) => [param, paramSchema(spec)]))
}

/** Also what YAML takes for a number or boolean, such as the class 2. */
const text = z.union([z.string().min(1), z.number(), z.boolean()], 'must be text').transform(String)

function valueSchema(spec: ParamSpec): z.ZodType<ParamValue> {
  if (spec.type === 'table') return z.strictObject(Object.fromEntries(spec.keys.map((key) => [key, z.number()])))
  if (spec.type === 'text') return spec.choices === undefined ? text : z.enum(spec.choices)
  if (spec.choices !== undefined) return z.literal([...spec.choices])
  let schema = spec.integer === true ? z.int() : z.number()
  if (spec.min !== undefined) schema = schema.min(spec.min)
  if (spec.max !== undefined) schema = schema.max(spec.max)
  if (spec.exclusiveMin !== undefined) schema = schema.gt(spec.exclusiveMin)
  if (spec.exclusiveMax !== undefined) schema = schema.lt(spec.exclusiveMax)
  const { gap } = spec
  if (gap === undefined) return schema
  return schema.refine((value) => value <= gap[0] || value >= gap[1], `must be at most ${gap[0]} or at least ${gap[1]}`)
}
