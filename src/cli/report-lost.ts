import type { Outcome } from '../pipeline/outcome.js'
import { reportError } from './errors.js'
import type { Io } from './io.js'

/** Problems and records of a run that stderr has already, by identity. */
export type Told = Set<unknown>

/** Prints the records that their stores did not take, and why; each once, and after an interruption the records alone. */
export function tellLost(outcomes: readonly Outcome[], told: Told, io: Io): void {
  for (const { evaluation, lost } of outcomes) {
    const subject = outcomes.length > 1 ? `${evaluation.model}: ` : ''
    for (const record of lost) {
      if (!io.signal.aborted && isNew(record.problem, told)) reportError(record.problem, io, subject)
      if (isNew(record, told)) io.tell({ level: 'record', record: record.line })
    }
  }
}

function isNew(what: unknown, told: Told): boolean {
  const isIt = !told.has(what)
  told.add(what)
  return isIt
}
