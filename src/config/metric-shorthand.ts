import type { Metric } from '../core/metric.js'
import { METRICS } from '../metrics/index.js'

/** One way to write a metric with its parameter in the name. */
export interface Shorthand {
  readonly metric: Metric
  readonly param: string
  /** What stands before the number. */
  readonly prefix: string
  /** Of the whole text, as JSON Schema has it too. */
  readonly pattern: RegExp
  /** A text that it takes, for messages. */
  readonly example: string
}

const all: readonly Metric[] = METRICS

export const SHORTHANDS: readonly Shorthand[] = all.flatMap((metric) => {
  const { shorthand } = metric
  if (shorthand === undefined) return []
  const { prefix, param, example = 10 } = shorthand
  const spec = metric.params[param]
  const number = spec?.type === 'number' && spec.integer === true ? '\\d+' : '\\d*\\.?\\d+(?:[eE][+-]?\\d+)?'
  return [{ metric, param, prefix, pattern: new RegExp(`^${prefix}${number}$`), example: `${prefix}${example}` }]
})

/** The shorthand that a text is written in, or undefined. */
export function shorthandOf(text: string): Shorthand | undefined {
  return SHORTHANDS.find(({ pattern }) => pattern.test(text))
}

/** A metric of the config as an object, with the shorthand of its name spelled out: `ndcg@10` is { name: ndcg, k: 10 }. */
export function spellOut<T extends { readonly name: string }>(value: string | T): { readonly name: string } | T {
  const object = typeof value === 'string' ? { name: value } : value
  const shorthand = shorthandOf(object.name)
  if (shorthand === undefined) return object
  const { metric, param, prefix } = shorthand
  return { ...object, name: metric.name, [param]: Number(object.name.slice(prefix.length)) }
}
