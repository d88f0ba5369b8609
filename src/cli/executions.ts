import { Chalk } from 'chalk'
import { z } from 'zod'
import { loadConfig } from '../config/load.js'
import type { EvaluationError } from '../core/evaluation.js'
import { type ListedExecution, listExecutions } from '../pipeline/executions.js'
import { errorOf } from '../pipeline/outcome.js'
import { executionTable } from '../reporters/execution-table.js'
import { reportError } from './errors.js'
import { codeOfError, type ExitCode, firstCode } from './exit-codes.js'
import { withFailedJson } from './failed-json.js'
import { ChoiceFlags, chosenModels, requireChoice } from './flags.js'
import type { Io } from './io.js'

const Flags = ChoiceFlags.extend({
  last: z.number().default(20),
  every: z.boolean().default(false),
  format: z.enum(['table', 'json']),
})

interface Listing {
  readonly model: string
  readonly stateMachine: string | null
  readonly executions: readonly ListedExecution[]
  readonly error: EvaluationError | null
}

/** Lists the trainings of the chosen models, whatever becomes of the others. With `--all`, those that have a retrain section. */
export async function printExecutions(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  return await withFailedJson(flags.format, { models: [] }, () => listAll(flags, io), io)
}

async function listAll(flags: z.output<typeof Flags>, io: Io): Promise<ExitCode> {
  requireChoice(flags)
  const config = await loadConfig(flags.config, io)
  const names = chosenModels(flags, config).filter((name) => !flags.all || config.models[name]?.retrain !== undefined)
  const listings: Listing[] = []
  for (const model of names) {
    try {
      const listed = await listExecutions(model, config, { last: flags.last, isEvery: flags.every }, io)
      listings.push({ model, ...listed, error: null })
    } catch (cause) {
      if (io.signal.aborted) throw cause
      reportError(cause, io, names.length > 1 ? `${model}: ` : '')
      listings.push({ model, stateMachine: null, executions: [], error: errorOf(cause) })
    }
  }
  if (flags.format === 'json')
    io.stdout.write(`${JSON.stringify({ schemaVersion: 1, models: listings, error: null }, null, 2)}\n`)
  else io.stdout.write(asTables(listings, io))
  return firstCode(listings.map(({ error }) => (error === null ? 0 : codeOfError(error.kind))))
}

function asTables(listings: readonly Listing[], io: Io): string {
  const chalk = new Chalk({ level: io.stdout.isColored ? 1 : 0 })
  return listings
    .flatMap(({ model, stateMachine, executions }) =>
      stateMachine === null ? [] : [`${executionTable({ model, stateMachine, executions, now: io.now() }, chalk).join('\n')}\n`],
    )
    .join('\n')
}
