import { z } from 'zod'
import { loadConfig } from '../config/load.js'
import { iamPolicy, PURPOSE_NAMES } from '../pipeline/iam/index.js'
import type { ExitCode } from './exit-codes.js'
import { ChoiceFlags, chosenModels, requireChoice } from './flags.js'
import type { Io } from './io.js'

const Flags = ChoiceFlags.extend({ for: z.enum(PURPOSE_NAMES) })

/** Prints one policy for the chosen models; what the config can't know goes to stderr. */
export async function printPolicy(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  requireChoice(flags)
  const config = await loadConfig(flags.config, io)
  const { policy, notes } = iamPolicy(chosenModels(flags, config), config, flags.for, io)
  io.stdout.write(`${JSON.stringify(policy, null, 2)}\n`)
  for (const note of notes) io.log.warn(note)
  return 0
}
