import { z } from 'zod'
import type { BoundMetric, Metric, ParamValue } from '../core/metric.js'
import { METRICS } from '../metrics/index.js'
import { type CustomInput, customKey, customReadings, customSchema } from './custom-schema.js'
import { metricObject, paramsObject, requiredParam, shorthandObject } from './metric-params.js'
import { SHORTHANDS, spellOut } from './metric-shorthand.js'

/** What a metric of the config can mean, never nothing: a name may stand for a binary and for a multiclass metric. */
export type Readings = readonly [BoundMetric, ...BoundMetric[]]

const all: readonly Metric[] = METRICS

const byName = z.enum([...new Set(all.filter((metric) => requiredParam(metric) === undefined).map(({ name }) => name))])
const byShorthand = z.string().regex(new RegExp(SHORTHANDS.map(({ pattern }) => pattern.source).join('|')))
// A schema takes longer to make than to use.
const schemas = all.map((metric) => ({ metric, object: metricObject(metric), params: paramsObject(metric) }))
const withParams = [
  ...schemas.map(({ object }) => object),
  ...SHORTHANDS.map(({ metric, param, pattern }) => shorthandObject(metric, param, pattern)),
]

/** A metric by name, or an object of its name and parameters. */
export const metricSchema = z
  .union([byName, byShorthand, z.union(withParams), customSchema])
  .describe(
    'The metric of each slice: a name, with or without its number (lift@0.1), an object of name and parameters, or a metric of your own.',
  )
  .transform((value, context): Readings => {
    if (isCustom(value)) return customReadings(value)
    const readings = readingsOf(spellOut(value))
    if (readings !== null) return readings
    context.addIssue('has a number that the metric does not take')
    return z.NEVER
  })

function isCustom(value: unknown): value is CustomInput {
  return customKey(value) !== null
}

function readingsOf(value: { readonly name: string } & Readonly<Record<string, unknown>>): Readings | null {
  const fitting = schemas.filter(({ metric, object }) => metric.name === value.name && object.safeParse(value).success)
  const [first, ...others] = fitting.map(({ metric, params }) => bind(metric, params.parse(value)))
  return first === undefined ? null : [first, ...others]
}

function bind(metric: Metric, given: Readonly<Record<string, ParamValue | undefined>>): BoundMetric {
  const params = Object.entries(metric.params).flatMap(([param, spec]) => {
    const value = given[param] ?? spec.default
    return value === undefined ? [] : [[param, value] as const]
  })
  return { metric, params: Object.fromEntries(params) }
}
