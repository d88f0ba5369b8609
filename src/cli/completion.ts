import { z } from 'zod'
import { SHELL_NAMES, SHELLS } from './completion/shells.js'
import type { ExitCode } from './exit-codes.js'
import type { Io } from './io.js'

const Flags = z.object({ args: z.tuple([z.enum(SHELL_NAMES)]) })

/** Prints what a shell runs to complete command lines of ctrain. */
export function printScript(given: unknown, { stdout }: Io): ExitCode {
  const [shell] = Flags.parse(given).args
  stdout.write(SHELLS[shell].script)
  return 0
}
