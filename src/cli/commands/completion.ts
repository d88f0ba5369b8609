import { Argument } from 'commander'
import { SHELL_NAMES } from '../completion/shells.js'
import type { CommandSpec } from './spec.js'

export const completion: CommandSpec = {
  name: 'completion',
  summary: 'print the script that lets a shell complete commands, options and models',
  examples: ['source <(ctrain completion bash)', 'ctrain completion fish | source'],
  configure: (command) => command.addArgument(new Argument('<shell>', 'your shell').choices(SHELL_NAMES)),
  run: async (flags, io) => (await import('../completion.js')).printScript(flags, io),
}
