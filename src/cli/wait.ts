import { Chalk } from 'chalk'
import { z } from 'zod'
import { type Config, findModel, loadConfig, readConfig } from '../config/load.js'
import { isKnownError } from '../core/errors.js'
import { executionFacts, isClosed, type SeenExecution } from '../core/retraining.js'
import { awaitExecution } from '../pipeline/await-execution.js'
import { accessOf, executionOf } from '../pipeline/named-execution.js'
import { executionLines } from '../reporters/execution-lines.js'
import { printable } from '../reporters/numbers.js'
import { textOf } from '../reporters/text-of.js'
import { reportError } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import { ConfigFlags, Timeout } from './flags.js'
import type { Io } from './io.js'
import { printFailedJson, printJson, withFailedJson } from './json-output.js'
import { tellThatItGoesOn } from './report-wait.js'
import { trainingDisplay } from './training-display.js'

const Flags = ConfigFlags.extend({
  args: z.tuple([z.string()]),
  model: z.string().nullable().default(null),
  timeout: Timeout,
  format: z.enum(['table', 'json']),
})

type Flags = z.output<typeof Flags>

/** Waits for an execution and prints how it ended: exit 0 only if it has succeeded. */
export async function printWait(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  return await withFailedJson(flags.format, NOTHING, () => waitFor(flags, io), io)
}

/** Of the JSON of a wait that has failed. */
const NOTHING = { execution: null }

async function waitFor(flags: Flags, io: Io): Promise<ExitCode> {
  const [arn] = flags.args
  const execution = executionOf(arn)
  const access = accessOf(execution, flags.model, await configOf(flags, io))
  const display = trainingDisplay(io)
  const onState = (seen: SeenExecution | null) => display.show({ label: execution.name, arn }, seen)
  const goesOn = (isTimeUp: boolean) => tellThatItGoesOn({ arn, model: flags.model, isTimeUp }, io)
  try {
    const seen = await awaitExecution(arn, access, { timeout: flags.timeout, onState }, io).finally(display.stop)
    if (flags.format === 'json') printJson({ execution: entryOf(seen), error: null }, io)
    else io.stdout.write(asTable(seen, io))
    if (!isClosed(seen.status)) goesOn(true)
    return seen.status === 'SUCCEEDED' ? 0 : 3
  } catch (error) {
    if (!io.signal.aborted && !isOutOfSight(error)) throw error
    if (flags.format === 'json' && !io.signal.aborted) printFailedJson(NOTHING, error, io)
    const code = reportError(error, io)
    goesOn(false)
    return code
  }
}

/** Whether it only can't be seen how the training goes on. */
function isOutOfSight(error: unknown): boolean {
  return isKnownError(error) && (error.kind === 'network' || error.kind === 'aws')
}

function entryOf(seen: SeenExecution) {
  const { arn, name } = seen
  return { arn, name, ...executionFacts(seen) }
}

function asTable(seen: SeenExecution, io: Io): string {
  const chalk = new Chalk({ level: io.stdout.isColored ? 1 : 0 })
  return textOf([`execution  ${printable(seen.arn)}`, ...executionLines(executionFacts(seen), chalk)], io.stdout)
}

/** None is needed, unless the flags name a model of it; one with problems tells nothing of access. */
async function configOf({ config: file, model }: Flags, io: Io): Promise<Config | null> {
  if (file !== null || model !== null) {
    const config = await loadConfig(file, io)
    if (model !== null) findModel(config, model)
    return config
  }
  try {
    const { config, file: found } = await readConfig(null, io)
    if (config === null) io.log.warn(`${found} has problems, so it is not looked at (ctrain validate tells more)`)
    return config
  } catch (error) {
    if (isKnownError(error)) return null
    throw error
  }
}
