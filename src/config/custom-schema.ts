import path from 'node:path'
import { z } from 'zod'
import type { CustomMetric, CustomSpec } from '../core/custom.js'
import type { BoundMetric, Direction, Task } from '../core/metric.js'
import { duration } from './quantities.js'

const name = z
  .string('must be text, such as profit')
  .regex(/^[A-Za-z_][\w.@=-]*$/, 'must be letters, digits and _ (e.g. profit)')
  .describe('Reports tell metrics by name; those of a model must differ.')
const direction = z.enum(['higher', 'lower']).describe('Whether more or less of it is better.')
const task = z
  .enum(['binary', 'multiclass', 'regression'])
  .optional()
  .describe('What labels are: 0 and 1, classes (text), or any finite numbers (default).')
const GROUPS = 'must be a whole number from 0 to 64'
const buckets = z
  .int(GROUPS)
  .min(0, GROUPS)
  .max(64, GROUPS)
  .default(16)
  .describe('Jackknife groups: it is asked once more for each, per slice. 0 = no standard errors.')
const LONGEST = 86_400_000
const timeout = duration
  .refine((time) => time > 0 && time <= LONGEST, 'must be more than 0s and at most 24h (write e.g. 60s)')
  .default(60_000)
  .describe('Time for one value, e.g. 60s; at most 24h.')

function text(meaning: string) {
  return z.string(`must be ${meaning}`).min(1, 'must not be empty')
}

const expressions = z
  .strictObject({
    name,
    direction,
    task,
    aggregates: z
      .record(
        z.string().regex(/^[A-Za-z_]\w*$/, 'must be a name of letters, digits and _ (e.g. gain)'),
        text('an aggregate (write e.g. "count(*)" or "sum(amount)")'),
        'must be a mapping of names to aggregates (write e.g. { n: "count(*)" })',
      )
      .refine((aggregates) => Object.keys(aggregates).length > 0, 'must have at least one aggregate (write { n: "count(*)" })')
      .describe(
        'Additive aggregates by name: sum(…), count(*), count(…), count_if(…) over label, prediction, weight and columns.',
      ),
    value: text('an expression over the names of the aggregates (write e.g. "gain / n")').describe(
      'The metric, as an expression over the names of the aggregates.',
    ),
  })
  .describe('A metric of SQL aggregates.')

const module = z
  .strictObject({
    module: text('the path of an ES module (write e.g. ./metrics/profit.mjs)').describe(
      'Path of an ES module, relative to the config; its default export is the metric.',
    ),
    name: name.optional(),
    params: z
      .record(z.string(), z.json(), 'must be a mapping of names to values (write e.g. { price: 100 })')
      .default({})
      .describe('Handed to the module as they are.'),
    timeout,
    buckets,
  })
  .describe('A metric of a JavaScript module.')

const COLUMNS = '(write e.g. [label, prediction])'
const command = z
  .strictObject({
    command: z
      .tuple([text(`a program ${words()}`)], text(`an argument, as text ${words()}`), {
        error: ({ input }) => `must be a list of a program and its arguments ${words(input)}`,
      })
      .describe('A program and its arguments, run in the folder of the config, never through a shell.'),
    name: name.optional(),
    direction,
    task,
    columns: z
      .array(text(`the name of a column ${COLUMNS}`), `must be a list of columns ${COLUMNS}`)
      .min(1, `must name at least one column ${COLUMNS}`)
      .default(['label', 'prediction']),
    timeout,
    buckets,
  })
  .describe('A metric of a program that reads Arrow IPC on stdin and prints a number.')

/** How a command is written that was given as one text. */
function words(given: unknown = 'python3 metrics/own.py'): string {
  return typeof given === 'string' ? `(write [${given.trim().split(/\s+/).join(', ')}])` : words()
}

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

/** The tasks of a metric that names none. */
export const OPEN = ['regression', 'binary'] as const satisfies readonly Task[]

/** The metric for each task that it may have: the first where nothing else decides. */
export function customReadings(value: CustomInput): readonly [BoundMetric, ...BoundMetric[]] {
  const spec = specOf(value)
  const bind = (of: Task): BoundMetric => ({ metric: describe(spec, value, of), params: {} })
  const given = 'task' in value ? value.task : undefined
  if (given !== undefined) return [bind(given)]
  const [first, ...others] = OPEN
  // A module says itself, once it is loaded.
  return [bind(first), ...others.map(bind), ...('module' in value ? [bind('multiclass')] : [])]
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

/** What a metric is called that is given no name: the last word that looks like a file, without its ending. */
export function defaultName(spec: CustomSpec): string {
  if (spec.type === 'expressions') throw new Error('a metric of expressions has a name')
  const file = spec.type === 'module' ? spec.module : (spec.command.findLast((word) => /\.\w+$/.test(word)) ?? spec.command[0])
  return path.basename(file).replace(/\.\w+$/, '')
}
