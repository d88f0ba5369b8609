import { z } from 'zod'
import { duration } from '../config/quantities.js'
import { checkUp } from '../pipeline/doctor/index.js'
import { checkupJson, checkupTable } from '../reporters/checkup.js'
import { reportError } from './errors.js'
import { codeOfError, type ExitCode, firstCode } from './exit-codes.js'
import { ConfigFlags } from './flags.js'
import type { Io } from './io.js'

const Flags = ConfigFlags.extend({
  model: z.array(z.string()).nullable().default(null),
  timeout: duration.default(30_000),
  format: z.enum(['table', 'json']),
})

/** Prints what became of each check. The exit code tells whether, and by whose fault, one failed. */
export async function printCheckup(given: unknown, io: Io): Promise<ExitCode> {
  const { config: file, model, timeout, format } = Flags.parse(given)
  const models = model === null ? null : [...new Set(model)]
  const diagnoses = await checkUp({ file, models, timeout }, io)
  const results = diagnoses.map(({ result }) => result)
  io.stdout.write(
    format === 'json' ? checkupJson(results) : checkupTable(results, { color: io.stdout.isColored, isAscii: io.stdout.isAscii }),
  )
  for (const { kind, cause } of diagnoses) if (kind === 'bug') reportError(cause, io)
  return firstCode(diagnoses.map(({ kind }) => (kind === null ? 0 : codeOfError(kind))))
}
