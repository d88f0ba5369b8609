import { z } from 'zod'
import { loadConfig } from '../config/load.js'
import type { EvaluationError } from '../core/evaluation.js'
import type { RunHistory } from '../core/records.js'
import { LAST, noneReadable, readHistory } from '../pipeline/history.js'
import { errorOf } from '../pipeline/outcome.js'
import { historyCsv } from '../reporters/history-csv.js'
import { historyTable } from '../reporters/history-table.js'
import { codeOfEntries, eachModel, subjectOf } from './each-model.js'
import { reportError } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import { ChoiceFlags, chosenModels, requireChoice } from './flags.js'
import type { Io } from './io.js'
import { printJson, withFailedJson } from './json-output.js'

const Flags = ChoiceFlags.extend({
  last: z.number().default(LAST),
  format: z.enum(['table', 'json', 'csv']),
})

/** The history of a model; of one whose history can't be read, what went wrong. */
interface Entry extends Omit<RunHistory, 'place'> {
  readonly place: string | null
  readonly error: EvaluationError | null
}

/** Prints the recorded runs of the chosen models, whatever becomes of the others. */
export async function printHistory(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  return await withFailedJson(flags.format, { histories: [] }, () => printAll(flags, io), io)
}

async function printAll(flags: z.output<typeof Flags>, io: Io): Promise<ExitCode> {
  requireChoice(flags)
  const config = await loadConfig(flags.config, io)
  const names = chosenModels(flags, config)
  const histories: RunHistory[] = []
  const read = async (model: string): Promise<Entry> => {
    const history = await readHistory(model, config, flags.last, io)
    const error = tellUnreadable(history, subjectOf(model, names), io)
    if (error === null) histories.push(history)
    return { ...history, error }
  }
  const nothing = { place: null, total: 0, records: [], unreadable: [] }
  const entries = await eachModel(names, io, read, (model, error) => ({ model, ...nothing, error }))
  if (flags.format === 'json') printJson({ histories: entries, error: null }, io)
  if (flags.format === 'csv') io.stdout.write(historyCsv(histories))
  const { isColored: color, isAscii, isTerminal, columns } = io.stdout
  const style = { color, isAscii, width: isTerminal ? columns : null }
  if (flags.format === 'table') io.stdout.write(historyTable(histories, style))
  return codeOfEntries(entries)
}

/** Of very many, some are enough for a person. */
const MOST_WARNINGS = 10

/** Records that are passed over are a warning; where there are no others, an error. */
function tellUnreadable(history: RunHistory, subject: string, io: Io): EvaluationError | null {
  const error = noneReadable(history)
  if (error !== null) {
    reportError(error, io, subject)
    return errorOf(error)
  }
  const { place, unreadable } = history
  const shown = unreadable.slice(-MOST_WARNINGS)
  for (const { uri, problem } of shown) io.log.warn(`${uri} is passed over: ${problem}`)
  const others = unreadable.length - shown.length
  if (others > 0) io.log.warn(`${others} older records in ${place} are passed over, too (--format json names all)`)
  return null
}
