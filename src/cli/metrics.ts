import { z } from 'zod'
import { readConfig } from '../config/load.js'
import { CATALOG, type CatalogEntry, isShorthand, lookUp, needOf, similarMetric } from '../config/metric-catalog.js'
import { metricProblems } from '../config/metric-problems.js'
import { isKnownError, knownError } from '../core/errors.js'
import type { Metric, Task } from '../core/metric.js'
import { listCustomMetrics } from '../pipeline/custom-metric-list.js'
import type { ExitCode } from './exit-codes.js'
import { ConfigFlags } from './flags.js'
import type { Io } from './io.js'
import { printJson } from './json-output.js'

const Flags = ConfigFlags.extend({ format: z.enum(['table', 'json']), args: z.array(z.string()) })

/** Lists what can be measured, the config's own metrics among it, or explains one metric. */
export async function printMetrics(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  const own = await ownEntries(flags.config, io)
  const [name] = flags.args
  const found = name === undefined ? [...CATALOG, ...own] : explained(name, own)
  if (flags.format === 'json') printJson({ metrics: found.map(entryJson) }, io)
  else io.stdout.write(`${(name === undefined ? list(found) : found.flatMap(explain)).join('\n')}\n`)
  return 0
}

/** The metrics of a name. Refuses a number in it that the config would refuse. */
function explained(name: string, own: readonly CatalogEntry[]): readonly CatalogEntry[] {
  const ofUser = own.filter(({ metric }) => metric.name === name)
  const found = [...lookUp(name), ...ofUser]
  if (found.length === 0) {
    const names = own.map(({ metric }) => metric.name)
    throw knownError('usage', `there is no metric "${name}"`, { hint: similarMetric(name, names) })
  }
  const [problem] = ofUser.length === 0 && isShorthand(name) ? metricProblems(name) : []
  if (problem !== undefined) throw knownError('usage', problem.message)
  return found
}

/** Metrics of the user's own; none where there is no config to be read. */
async function ownEntries(file: string | null, io: Io): Promise<CatalogEntry[]> {
  try {
    const { config, file: found, issues } = await readConfig(file, io)
    if (config === null) {
      const problems = `${issues.length} ${issues.length === 1 ? 'problem' : 'problems'}`
      io.log.warn(`${found} has ${problems}, so its own metrics are not among these (ctrain validate tells more)`)
      return []
    }
    return (await listCustomMetrics(config, io)).map((metric) => ({ metric, shorthands: [] }))
  } catch (error) {
    // Without --config, no config is needed.
    if (file === null && isKnownError(error)) return []
    throw error
  }
}

const TASKS: Readonly<Record<Task, string>> = {
  binary: 'binary: labels are 0 and 1',
  multiclass: 'multiclass: labels and predictions are classes',
  regression: 'regression: labels and predictions are numbers',
  ranking: 'ranking: labels are gains, rows of one query are ranked',
}

function list(entries: readonly CatalogEntry[]): string[] {
  const width = Math.max(...entries.map(({ metric }) => metric.name.length))
  const lines = Object.entries(TASKS).flatMap(([task, title]) => {
    const ofTask = entries.filter(({ metric }) => metric.task === task && metric.kind !== 'custom')
    return ofTask.length === 0 ? [] : ['', title, ...ofTask.map(({ metric }) => line(metric, width))]
  })
  const own = entries.filter(({ metric }) => metric.kind === 'custom')
  const custom = own.length === 0 ? [] : ['', 'of this config', ...own.map(({ metric }) => line(metric, width))]
  return [...lines.slice(1), ...custom, '', 'ctrain metrics NAME explains one; docs/custom-metrics.md shows how to add your own.']
}

function line(metric: Metric, width: number): string {
  const params = Object.keys(metric.params).join(', ')
  return `  ${metric.name.padEnd(width)}  ${better(metric).padEnd(6)}  ${metric.summary}${params === '' ? '' : ` [${params}]`}`
}

function better({ direction }: Metric): string {
  return direction ?? '–'
}

function whichIsBetter({ direction, kind, instead }: Metric): string {
  if (direction !== null) return direction
  if (kind === 'custom') return 'not known, as the module can’t be loaded'
  return `neither; gate on ${instead ?? 'another metric'}, and report this one under also`
}

function explain({ metric, shorthands }: CatalogEntry): string[] {
  const params = Object.entries(metric.params).map(([name, spec]) => `  ${name} (${needOf(spec)}): ${spec.description}`)
  return [
    `${metric.name}, a ${metric.task} metric`,
    metric.summary,
    '',
    ...(metric.formula === '' ? [] : [`formula    ${metric.formula}`]),
    `range      ${metric.range}`,
    `better     ${whichIsBetter(metric)}`,
    `undefined  ${metric.undefinedWhen ?? 'only without scored rows'}`,
    `source     ${metric.source}`,
    ...(shorthands.length === 0 ? [] : [`also as    ${shorthands.join(', ')}`]),
    ...(params.length === 0 ? [] : ['parameters', ...params]),
    '',
  ]
}

function entryJson({ metric, shorthands }: CatalogEntry) {
  const { name, task, direction, summary, formula, range, undefinedWhen, source, params } = metric
  return { name, task, direction, summary, formula, range, undefinedWhen, source, params, shorthands }
}
