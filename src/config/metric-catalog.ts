import type { Metric, ParamSpec } from '../core/metric.js'
import { METRICS } from '../metrics/index.js'
import { didYouMean } from './did-you-mean.js'
import { SHORTHANDS, shorthandOf } from './metric-shorthand.js'

/** A metric as people look it up. */
export interface CatalogEntry {
  readonly metric: Metric
  /** How it is written with its number in the name, e.g. `ndcg@10`. */
  readonly shorthands: readonly string[]
}

export const CATALOG: readonly CatalogEntry[] = METRICS.map((metric) => ({
  metric,
  shorthands: SHORTHANDS.filter((shorthand) => shorthand.metric === metric).map(({ example }) => example),
}))

/** All metrics of a name, which may be written as a shorthand; empty if there is none. */
export function lookUp(name: string): readonly CatalogEntry[] {
  const wanted = shorthandOf(name)?.metric
  return CATALOG.filter(({ metric }) => (wanted === undefined ? metric.name === name : metric === wanted))
}

/** Whether a name has its metric's number in it. */
export function isShorthand(name: string): boolean {
  return shorthandOf(name) !== undefined
}

/** What a name that is none may have meant; `own` = names of the user's metrics. */
export function similarMetric(written: string, own: readonly string[] = []): string {
  const [family = ''] = written.split('@')
  const kin = SHORTHANDS.filter(({ prefix }) => prefix.startsWith(`${family}@`))
  if (written.includes('@') && kin.length > 0) return `write its number as in ${kin.map(({ example }) => example).join(' or ')}`
  const number = /@.*?(\d.*)$/.exec(written)?.[1]
  const spelled = number === undefined ? [] : SHORTHANDS.map(({ prefix }) => `${prefix}${number}`)
  return didYouMean(written, [...new Set([...own, ...CATALOG.map(({ metric }) => metric.name), ...spelled])])
}

/** `default 0.5`, `required` or `optional`, with the choices where there are some. */
export function needOf(spec: ParamSpec): string {
  const need =
    spec.default !== undefined ? `default ${JSON.stringify(spec.default)}` : spec.optional === true ? 'optional' : 'required'
  const choices = spec.type === 'table' || spec.choices === undefined ? '' : `; ${spec.choices.join(' or ')}`
  return `${need}${choices}`
}
