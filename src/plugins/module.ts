import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { ColumnsMetric, ModuleSpec, TableRequest } from '../core/custom.js'
import type { Statistics } from '../core/metric.js'
import type { World } from '../core/ports.js'
import { failure, loadFailure, noFile, oddValue, unusable, type Where } from './module-failures.js'
import { moduleNumber } from './module-messages.js'
import { type ModuleShape, readShape } from './module-shape.js'
import { type Answer, type ModuleThread, NOW_MS, startThread } from './module-thread.js'

/** A metric module in its thread: additive statistics, or a function of the columns. */
export type LoadedModule = (Sums | Columns) & {
  /** Ends the thread. */
  close(): Promise<void>
}

type Sums = Extract<ModuleShape, { kind: 'sums' }> & { finish(statistics: Statistics): number | null }
type Columns = Extract<ModuleShape, { kind: 'columns' }> & Pick<ColumnsMetric, 'compute'>

/** Imports a metric module, in a thread of its own. Only ever called with a path that the user's config names. */
export async function loadModule(spec: ModuleSpec, directory: string, world: World): Promise<LoadedModule> {
  const file = path.resolve(directory, spec.module)
  await requireFile(file)
  const thread = startThread(file, spec.params, world)
  const close = () => closeThread(thread, file, world)
  try {
    const loading = {
      file,
      what: 'its import',
      limit: spec.timeout,
      advice: 'what it awaits at its top must come, in metric.timeout',
    }
    const answer = await thread.call({ type: 'load' }, spec.timeout)
    if (answer.type !== 'value') throw loadFailure(answer, loading, thread, world)
    const shape = readShape(answer.value)
    if ('problem' in shape) throw unusable(file, shape.problem)
    if (shape.kind === 'sums') return { ...shape, finish: finishing(file, thread, world), close }
    return { ...shape, compute: (requests) => computeAll(requests, { file, thread, world, timeout: spec.timeout }), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found === null) throw noFile(file, 'there is no such file')
  if (!found.isFile()) throw noFile(file, 'it is no file')
}

interface Running {
  readonly file: string
  readonly thread: ModuleThread
  readonly world: World
  readonly timeout: number
}

/** One table at a time: a module may hold on to memory. */
async function computeAll(requests: readonly TableRequest[], { file, thread, world, timeout }: Running) {
  const values: (number | null)[] = []
  for (const request of requests) {
    const where = { file, what: `compute for ${request.name}`, limit: timeout, advice: 'make it faster, or raise metric.timeout' }
    values.push(numberOf(await thread.call({ type: 'compute', table: request.table() }, timeout), where, thread, world))
  }
  return values
}

function finishing(file: string, thread: ModuleThread, world: World) {
  const advice = 'it is called many times, so it must be a quick formula, and must not end the process'
  const where = { file, what: 'finish', limit: NOW_MS, advice }
  return (statistics: Statistics) => numberOf(thread.callNow({ type: 'finish', statistics }), where, thread, world)
}

function numberOf(answer: Answer, where: Where, thread: ModuleThread, world: World): number | null {
  if (answer.type !== 'value') throw failure(answer, where, thread, world)
  const value = moduleNumber.parse(answer.value)
  if (typeof value === 'object' && value !== null) throw oddValue(value.odd, where)
  return value
}

/** What was printed, and what went wrong when nobody was waiting, is not lost. */
async function closeThread(thread: ModuleThread, file: string, world: World): Promise<void> {
  await thread.close()
  const stray = thread.stray()
  if (stray !== null) world.log.warn(`the metric module ${file} failed after its last value: ${stray.message}`)
  const printed = thread.printed()
  if (printed !== '') world.log.info(`the metric module ${file} printed\n${printed}`)
}
