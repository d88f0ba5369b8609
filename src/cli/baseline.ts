import { type Config, loadConfig } from '../config/load.js'
import type { BaselineChange } from '../core/baseline-report.js'
import { diffBaselines, readBaseline, readHistory } from '../pipeline/baseline/read.js'
import { recordBaseline as record } from '../pipeline/baseline/record.js'
import { rollbackBaseline as rollback } from '../pipeline/baseline/rollback.js'
import { setBaseline as set } from '../pipeline/baseline/set.js'
import { changeTable } from '../reporters/baseline/change.js'
import { diffTable } from '../reporters/baseline/diff.js'
import { historyTable } from '../reporters/baseline/history.js'
import { showTable } from '../reporters/baseline/show.js'
import type { Style } from '../reporters/index.js'
import {
  type BaselineFlags,
  DiffFlags,
  diffSides,
  givenScore,
  HistoryFlags,
  RecordFlags,
  RollbackFlags,
  SetFlags,
  ShowFlags,
} from './baseline-flags.js'
import type { ExitCode } from './exit-codes.js'
import { runOptions } from './flags.js'
import type { Io } from './io.js'
import { printJson, withFailedJson } from './json-output.js'

/** Prints a revision of the production score. */
export async function showBaseline(given: unknown, io: Io): Promise<ExitCode> {
  const flags = ShowFlags.parse(given)
  const { model, revision } = flags
  const work = async (config: Config) => ({ model, baseline: await readBaseline(model, config, revision, io) })
  return await print(flags, { model, baseline: null }, work, showTable, io)
}

/** Prints the revisions of the production score. */
export async function listBaselines(given: unknown, io: Io): Promise<ExitCode> {
  const flags = HistoryFlags.parse(given)
  const { model, last } = flags
  const work = (config: Config) => readHistory(model, config, last, io)
  return await print(flags, { model, source: null, revisions: [] }, work, historyTable, io)
}

/** Prints what differs between two revisions, or between one and the config. */
export async function diffBaseline(given: unknown, io: Io): Promise<ExitCode> {
  const flags = DiffFlags.parse(given)
  const { model } = flags
  const sides = diffSides(flags.args)
  const nothing = { model, source: null, from: null, to: null, differences: null, change: null, slices: [] }
  return await print(flags, nothing, (config) => diffBaselines(model, config, sides, io), diffTable, io)
}

/** Measures the production score and stores it. */
export async function recordBaseline(given: unknown, io: Io): Promise<ExitCode> {
  const flags = RecordFlags.parse(given)
  const options = { ...runOptions(flags), note: flags.note, dryRun: flags.dryRun }
  return await printChange('record', flags, (config) => record(flags.model, config, options, io), io)
}

/** Stores a production score that was measured elsewhere. */
export async function setBaseline(given: unknown, io: Io): Promise<ExitCode> {
  const flags = SetFlags.parse(given)
  const score = givenScore(flags)
  return await printChange('set', flags, (config) => set(flags.model, config, score, flags, io), io)
}

/** Stores a former production score again. */
export async function rollbackBaseline(given: unknown, io: Io): Promise<ExitCode> {
  const flags = RollbackFlags.parse(given)
  return await printChange('rollback', flags, (config) => rollback(flags.model, config, flags.to, flags, io), io)
}

type Work<T> = (config: Config) => Promise<T>

async function printChange(
  action: BaselineChange['action'],
  flags: BaselineFlags,
  work: Work<BaselineChange>,
  io: Io,
): Promise<ExitCode> {
  const unknown = { source: null, status: null, former: null, baseline: null, differences: null, change: null, reasons: [] }
  const nothing = { action, model: flags.model, ...unknown }
  const code = (change: BaselineChange) => (change.status === 'refused' ? 4 : 0)
  return await print(flags, nothing, work, changeTable, io, code)
}

/** Prints what came of the work, or `nothing` with the error for machines. */
async function print<T extends object>(
  { config, format }: BaselineFlags,
  nothing: { readonly [key in keyof T]: unknown },
  made: Work<T>,
  table: (result: T, style: Style) => string,
  io: Io,
  code: (result: T) => ExitCode = () => 0,
): Promise<ExitCode> {
  const work = async () => {
    const result = await made(await loadConfig(config, io))
    if (format === 'json') printJson({ ...result, error: null }, io)
    else io.stdout.write(table(result, { color: io.stdout.isColored, isAscii: io.stdout.isAscii }))
    return code(result)
  }
  return await withFailedJson(format, nothing, work, io)
}
