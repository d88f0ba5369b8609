import { configError, readConfig } from '../config/load.js'
import { validateConfig } from '../pipeline/validate.js'
import { printable } from '../reporters/numbers.js'
import type { ExitCode } from './exit-codes.js'
import { ConfigFlags } from './flags.js'
import type { Io } from './io.js'

/** Prints that a config is valid, or rejects with every problem of it. */
export async function printValidation(given: unknown, io: Io): Promise<ExitCode> {
  const read = await readConfig(ConfigFlags.parse(given).config, io)
  const problems = await validateConfig(read, io)
  if (problems.length > 0) throw configError(problems)
  const models = Object.keys(read.config?.models ?? {})
  io.stdout.write(
    `${read.file} is valid: ${models.length} ${models.length === 1 ? 'model' : 'models'} (${models.map(printable).join(', ')})\n`,
  )
  return 0
}
