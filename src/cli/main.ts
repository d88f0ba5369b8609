import { Command, CommanderError, Option } from 'commander'
import { COMMANDS } from './commands/index.js'
import type { CommandGroup, CommandSpec } from './commands/spec.js'
import { reportError } from './errors.js'
import { EXIT_CODES, type ExitCode } from './exit-codes.js'
import { type Io, processIo } from './io.js'
import { LOG_FORMATS, type LogFormat } from './messages.js'
import { packageVersion } from './version.js'

/** The program: takes the process, leaves its exit code. */
export async function main(host: NodeJS.Process): Promise<void> {
  const io = processIo(host, packageVersion())
  io.finish(await run(io))
}

/** Runs one command line. Every failure becomes a message on stderr and an exit code. */
export async function run(io: Io): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = createProgram(io, (result) => {
    code = result
  })
  const [first, ...rest] = io.argv
  try {
    // What is typed is no command line yet, so it is not parsed as one.
    if (first === '__complete') return await (await import('./completion/print.js')).printCandidates(program, rest, io)
    await program.parseAsync([...io.argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return reportError(error, io)
  }
}

function createProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('ctrain')
    .description('Event-driven retraining: measure drift per business slice, start training exactly once.')
    .version(io.version, '-V, --version')
    .option('-q, --quiet', 'the verdict alone, a line per model, and errors')
    .option('-v, --verbose', 'more in tables and on stderr')
    .option('--no-color', 'no colours, like NO_COLOR=1')
    .addOption(new Option('--log-format <format>', 'format of what is told on stderr').choices(LOG_FORMATS).default('text'))
    .option('--ascii', 'no characters but ASCII in tables and charts, as with TERM=dumb')
    .addHelpText(
      'after',
      () => `\n${exitCodes()}\n\n${examples(['ctrain evaluate --model churn', 'ctrain retrain-if-drifted --all'])}`,
    )
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => tellUsage(text, program.opts<Globals>().logFormat, io),
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
      getOutHasColors: () => io.stdout.isColored,
      getErrHasColors: () => io.stderr.isColored,
    })
    .exitOverride()
  program.hook('preAction', () => {
    const { quiet, verbose, color, logFormat = 'text' } = program.opts<Globals>()
    if (color === false) io.setPlain()
    io.setLogFormat(logFormat)
    io.setVerbosity(quiet ? 'quiet' : verbose ? 'verbose' : 'normal')
  })
  for (const spec of COMMANDS) {
    if ('actions' in spec) addGroup(program, spec, io, done)
    else addCommand(program, spec, io, done)
  }
  return program
}

interface Globals {
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
  readonly logFormat?: LogFormat
}

/** What commander says of a wrong command line. */
function tellUsage(text: string, format: LogFormat | undefined, io: Io): void {
  if (format !== 'json') {
    io.stderr.write(text)
    return
  }
  io.setLogFormat(format)
  io.tell({ level: 'error', message: text.replace(/^error: /, '').trim() })
}

function addGroup(program: Command, spec: CommandGroup, io: Io, done: (code: ExitCode) => void): void {
  const group = declare(program, spec)
  for (const action of spec.actions) addCommand(group, action, io, done)
}

function addCommand(parent: Command, spec: CommandSpec, io: Io, done: (code: ExitCode) => void): void {
  const command = spec.configure(declare(parent, spec))
  command.action(async () => {
    const { color, ascii, ...flags } = command.optsWithGlobals<Record<string, unknown>>()
    const colored = color === false ? withoutColor(io) : io
    done(await spec.run({ ...flags, args: command.args }, ascii === true ? inAscii(colored) : colored))
  })
}

function declare(parent: Command, { name, summary, examples: lines }: CommandSpec | CommandGroup): Command {
  const command = parent.command(name).summary(summary).description(sentence(summary))
  return command.addHelpText('after', `\n${examples(lines)}`)
}

function withoutColor(io: Io): Io {
  return { ...io, stdout: { ...io.stdout, isColored: false }, stderr: { ...io.stderr, isColored: false } }
}

function inAscii(io: Io): Io {
  return { ...io, stdout: { ...io.stdout, isAscii: true }, stderr: { ...io.stderr, isAscii: true } }
}

function sentence(summary: string): string {
  return `${summary[0]?.toUpperCase()}${summary.slice(1)}.`
}

function examples(lines: readonly string[]): string {
  return `Examples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`
}

function exitCodes(): string {
  return `Exit codes:\n${Object.entries(EXIT_CODES)
    .map(([code, meaning]) => `  ${code.padEnd(4)} ${meaning}`)
    .join('\n')}`
}
