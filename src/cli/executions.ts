import { Chalk } from 'chalk'
import { z } from 'zod'
import { loadConfig } from '../config/load.js'
import { type ListedExecution, listExecutions } from '../pipeline/executions.js'
import { executionTable } from '../reporters/execution-table.js'
import { spaced, textOf } from '../reporters/text-of.js'
import { codeOfEntries, eachModel, type ModelEntry } from './each-model.js'
import type { ExitCode } from './exit-codes.js'
import { ChoiceFlags, chosenModels, requireChoice } from './flags.js'
import type { Io } from './io.js'
import { printJson, withFailedJson } from './json-output.js'

const Flags = ChoiceFlags.extend({
  last: z.number().default(20),
  every: z.boolean().default(false),
  format: z.enum(['table', 'json']),
})

interface Listing extends ModelEntry {
  readonly stateMachine: string | null
  readonly executions: readonly ListedExecution[]
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
  const list = async (model: string): Promise<Listing> => {
    const listed = await listExecutions(model, config, { last: flags.last, isEvery: flags.every }, io)
    return { model, ...listed, error: null }
  }
  const listings = await eachModel(names, io, list, (model, error) => ({ model, stateMachine: null, executions: [], error }))
  if (flags.format === 'json') printJson({ models: listings, error: null }, io)
  else io.stdout.write(asTables(listings, io))
  return codeOfEntries(listings)
}

function asTables(listings: readonly Listing[], io: Io): string {
  const chalk = new Chalk({ level: io.stdout.isColored ? 1 : 0 })
  const tables = listings.flatMap(({ model, stateMachine, executions }) =>
    stateMachine === null ? [] : [executionTable({ model, stateMachine, executions, now: io.now() }, chalk)],
  )
  return textOf(spaced(tables), io.stdout)
}
