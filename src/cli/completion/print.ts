import type { Command } from 'commander'
import { knownError } from '../../core/errors.js'
import type { ExitCode } from '../exit-codes.js'
import type { Io } from '../io.js'
import { type Completion, complete, type Names } from './complete.js'
import type { Shell } from './shell.js'
import { SHELL_NAMES, SHELLS } from './shells.js'

/** Prints what may stand where the cursor is: `given` = the name of the shell, and the words after the program's name. */
export async function printCandidates(program: Command, [name = '', ...given]: readonly string[], io: Io): Promise<ExitCode> {
  const known = SHELL_NAMES.find((each) => each === name)
  if (known === undefined) throw knownError('usage', `"${name}" is none of the shells ${SHELL_NAMES.join(', ')}`)
  const shell = SHELLS[known]
  const completion = await complete(program, shell.words(given), namesOf(io))
  for (const line of answer(shell, completion, given)) io.stdout.write(`${line}\n`)
  return 0
}

/** Loaded when asked for: most lines need neither. */
function namesOf(io: Io): Names {
  const written = async (config: string | null) => {
    const { writtenNames } = await import('../../config/written-names.js')
    return await writtenNames(config?.replace(/^~(?=\/)/, io.home) ?? null, io)
  }
  return {
    models: async (config) => (await written(config)).models,
    async metrics(config) {
      const { CATALOG } = await import('../../config/metric-catalog.js')
      const known = CATALOG.flatMap(({ metric, shorthands }) => [metric.name, ...shorthands])
      // Where there is no config, there still are metrics.
      const own = await written(config).catch(() => ({ metrics: [] }))
      return [...new Set([...known, ...own.metrics])]
    },
  }
}

/** Words that would not stay on their line, or could hide what they are, are left out. */
function answer(shell: Shell, completion: Completion, given: readonly string[]): string[] {
  if (completion.kind === 'files') return [`\tfiles${completion.before}`]
  return completion.values.filter(({ word }) => !UNSEEN.test(word)).map((candidate) => shell.line(candidate, given))
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
