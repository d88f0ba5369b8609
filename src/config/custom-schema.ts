import path from 'node:path'
import { z } from 'zod'
import type { CustomMetric, CustomSpec } from '../core/custom.js'
import type { BoundMetric, Direction, Task } from '../core/metric.js'
import { duration } from './quantities.js'

const name = z.string().regex(/^[A-Za-z_][\w.@=-]*$/, 'must be letters, digits and _ (e.g. profit)')
const direction = z.enum(['higher', 'lower']).describe('Whether more or less of it is better.')
const task = z.enum(['binary', 'regression']).optional().describe('What labels are: 0 and 1, or any finite numbers (default).')
const buckets = z
  .int()
  .min(0)
  .max(64)
  .default(16)
  .describe('Jackknife groups: it is asked once more for each, per slice. 0 = no standard errors.')
const timeout = duration.default(60_000).describe('Time for one value, e.g. 60s.')
const text = z.string().min(1, 'must not be empty')

const expressions = z
  .strictObject({
    name,
    direction,
    task,
    aggregates: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be a name such as gain'), text)
      .refine((aggregates) => Object.keys(aggregates).length > 0, 'must have at least one aggregate (write { n: "count(*)" })')
      .describe(
        'Additive aggregates by name: sum(…), count(*), count(…), count_if(…) over label, prediction, weight and columns.',
      ),
    value: text.describe('The metric, as an expression over the names of the aggregates.'),
  })
  .describe('A metric of SQL aggregates.')

const module = z
  .strictObject({
    module: text.describe('Path of an ES module, relative to the config; its default export is the metric.'),
    name: name.optional(),
    params: z.record(z.string(), z.json()).default({}).describe('Handed to the module as they are.'),
    timeout,
    buckets,
  })
  .describe('A metric of a JavaScript module.')

const command = z
  .strictObject({
    command: z
      .tuple([text], z.string())
      .describe('A program and its arguments, run in the folder of the config, never through a shell.'),
    name: name.optional(),
    direction,
    task,
    columns: z.array(text).min(1, 'must name at least one column').default(['label', 'prediction']),
    timeout,
    buckets,
  })
  .describe('A metric of a program that reads Arrow IPC on stdin and prints a number.')

/** A metric of the user's own. */
export const customSchema = z.union([expressions, module, command])

export type CustomInput = z.output<typeof customSchema>

/** The key that tells which of them a value is meant to be, or null. */
export function customKey(value: unknown): 'aggregates' | 'module' | 'command' | null {
  if (typeof value !== 'object' || value === null) return null
  return CUSTOM_KEYS.find((key) => Object.hasOwn(value, key)) ?? null
}

const CUSTOM_KEYS = ['aggregates', 'module', 'command'] as const

/** What a value of that key must look like. */
export const CUSTOM_SCHEMAS = { aggregates: expressions, module, command } as const

/** The metric for each task that it may have: the first where nothing else decides. */
export function customReadings(value: CustomInput): readonly [BoundMetric, ...BoundMetric[]] {
  const spec = specOf(value)
  const bind = (of: Task): BoundMetric => ({ metric: describe(spec, value, of), params: {} })
  const given = 'task' in value ? value.task : undefined
  return given === undefined ? [bind('regression'), bind('binary')] : [bind(given)]
}

function specOf(value: CustomInput): CustomSpec {
  if ('aggregates' in value) return { type: 'expressions', aggregates: value.aggregates, value: value.value }
  if ('module' in value) {
    const { module, params, timeout, buckets } = value
    return { type: 'module', module, params, timeout, buckets }
  }
  const { command, columns, timeout } = value
  return { type: 'command', command, columns, timeout, buckets: value.buckets }
}

function describe(spec: CustomSpec, value: CustomInput, task: Task): CustomMetric {
  const direction: Direction | null = 'direction' in value ? value.direction : null
  return {
    kind: 'custom',
    name: value.name ?? defaultName(spec),
    task,
    direction,
    summary: SUMMARIES[spec.type],
    formula: spec.type === 'expressions' ? spec.value : '',
    range: '−∞ to ∞',
    undefinedWhen: 'where it gives no number',
    source: 'the config',
    params: {},
    spec,
  }
}

const SUMMARIES = {
  expressions: 'A metric of SQL aggregates.',
  module: 'A metric of a JavaScript module.',
  command: 'A metric of a program.',
} as const

/** The last word that looks like a file, without its ending. */
function defaultName(spec: CustomSpec): string {
  if (spec.type === 'expressions') throw new Error('a metric of expressions has a name')
  const file = spec.type === 'module' ? spec.module : (spec.command.findLast((word) => /\.\w+$/.test(word)) ?? spec.command[0])
  return path.basename(file).replace(/\.\w+$/, '')
}
