import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.js'
import type { Io } from '../io.js'

/** A subcommand: declares its options; what it does is loaded when it runs. */
export interface CommandSpec {
  readonly name: string
  readonly summary: string
  readonly examples: readonly string[]
  configure(command: Command): Command
  /** `flags` are commander's, parsed at the border of what runs. */
  run(flags: unknown, io: Io): Promise<ExitCode>
}

/** A command that has subcommands of its own. */
export interface CommandGroup extends Pick<CommandSpec, 'name' | 'summary' | 'examples'> {
  readonly actions: readonly CommandSpec[]
}
