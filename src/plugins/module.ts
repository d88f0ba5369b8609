import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { ColumnsMetric, ModuleSpec, TableRequest } from '../core/custom.js'
import { isKnownError, knownError } from '../core/errors.js'
import type { Direction, Params, Statistics, Task } from '../core/metric.js'
import { arrowTable } from './arrow.js'

/** What a module exports, checked: additive statistics, or a function of the columns. */
export type LoadedModule = LoadedSums | LoadedColumns

export interface LoadedSums extends Described {
  readonly kind: 'sums'
  readonly sums: Readonly<Record<string, string>>
  finish(statistics: Statistics): number | null
}

export interface LoadedColumns extends Described, Pick<ColumnsMetric, 'columns' | 'compute'> {
  readonly kind: 'columns'
}

interface Described {
  readonly name: string | null
  readonly direction: Direction
  readonly task: Task | null
}

/** Imports a metric module. Only ever called with a path that the user's config names. */
export async function loadModule(spec: ModuleSpec, directory: string): Promise<LoadedModule> {
  const file = path.resolve(directory, spec.module)
  const exported: unknown = await importDefault(file)
  const parsed = Exported.safeParse(exported)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const key = issue === undefined || issue.path.length === 0 ? 'its default export' : `default.${issue.path.join('.')}`
    throw knownError('config', `the metric module ${file} is not usable: ${key} ${issue?.message ?? ''}`.trim(), { hint: SHAPE })
  }
  const { data } = parsed
  const described = { name: data.name ?? null, direction: data.direction, task: data.task ?? null }
  if ('sums' in data) {
    const finish = (statistics: Statistics) =>
      number(
        file,
        guard(file, 'finish', () => data.finish(statistics, spec.params)),
      )
    return { ...described, kind: 'sums', sums: data.sums, finish }
  }
  const { columns, compute } = data
  return {
    ...described,
    kind: 'columns',
    columns,
    compute: (requests) =>
      computeAll(file, requests, async (request) => await compute(await arrowTable(request.table()), spec.params)),
  }
}

const SHAPE =
  'export default { direction: "higher", sums: { gain: "SQL per row" }, finish(statistics) {…} } or { direction, columns: ["label", "prediction"], compute(table) {…} }'

async function importDefault(file: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(file).href)
    return z.looseObject({ default: z.unknown().optional() }).parse(module).default
  } catch (cause) {
    const isMissing =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND' && cause.message.includes(file)
    const why = isMissing ? 'there is no such file' : cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    throw knownError('config', `the metric module ${file} can't be loaded: ${why}`, {
      hint: 'metric.module is a path relative to the config, of an ES module (.mjs) with a default export',
      cause,
    })
  }
}

/** One table at a time: a module may hold on to memory. */
async function computeAll(
  file: string,
  requests: readonly TableRequest[],
  compute: (request: TableRequest) => Promise<unknown>,
): Promise<(number | null)[]> {
  const values: (number | null)[] = []
  for (const request of requests) {
    try {
      values.push(number(file, await compute(request)))
    } catch (cause) {
      throw isKnownError(cause) ? cause : failed(file, `compute for ${request.name}`, cause)
    }
  }
  return values
}

function guard(file: string, what: string, run: () => unknown): unknown {
  try {
    return run()
  } catch (cause) {
    throw failed(file, what, cause)
  }
}

function failed(file: string, what: string, cause: unknown): Error {
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  return knownError('config', `the metric module ${file} failed in ${what}: ${message}`, {
    hint: 'the error is the module’s own; --verbose shows where it comes from',
    cause,
  })
}

/** Undefined is null; anything but a finite number is a fault of the module. */
function number(file: string, value: unknown): number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw knownError('config', `the metric module ${file} gave ${String(value)}, not a number`, {
    hint: 'give a finite number, or null where the metric is undefined',
  })
}

type Compute = (table: unknown, params: Readonly<Record<string, unknown>>) => unknown
type Finish = (statistics: Statistics | Params, params: Readonly<Record<string, unknown>>) => unknown

const described = {
  name: z.string().min(1).optional(),
  direction: z.enum(['higher', 'lower']),
  task: z.enum(['binary', 'multiclass', 'regression']).optional(),
}
const Exported = z.union([
  z.object({
    ...described,
    sums: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()),
    finish: z.custom<Finish>((value) => typeof value === 'function', 'must be a function'),
  }),
  z.object({
    ...described,
    columns: z.array(z.string()).min(1).default(['label', 'prediction']),
    compute: z.custom<Compute>((value) => typeof value === 'function', 'must be a function'),
  }),
])
