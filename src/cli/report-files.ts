import { appendFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { NO_APPENDIX } from '../core/appendix.js'
import { knownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import type { Outcome } from '../pipeline/outcome.js'
import { type Format, PLAIN, REPORTERS, type ReportStyle, WITH_APPENDIX } from '../reporters/index.js'
import { reportError } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import type { Io } from './io.js'
import type { LogFormat } from './messages.js'

/** Where the report of a run goes. */
export interface OutputFlags {
  readonly config: string | null
  readonly format: Format
  /** Instead of stdout. */
  readonly output: string | null
  readonly report: readonly { readonly format: Format; readonly file: string }[]
  readonly top: number | null
  readonly logFormat: LogFormat
}

/** Whether a report of these shows more than the evaluations have. */
export function wantsAppendix({ format, report }: OutputFlags): boolean {
  return [format, ...report.map((each) => each.format)].some((name) => WITH_APPENDIX.includes(name))
}

/** Refuses two reports in one file, of which the later would replace the other. */
export function requireDistinctFiles({ output, report }: OutputFlags, { cwd, env }: Io): void {
  const files = [...(output === null ? [] : [output]), ...report.map(({ file }) => file)].map((file) => path.resolve(cwd, file))
  const twice = files.find((file, index) => files.indexOf(file) !== index && isReplaced(file, env))
  if (twice === undefined) return
  throw knownError('usage', `two reports would be written to ${twice}`, { hint: 'give each format its own file' })
}

/** Writes the report to stdout and to each of its files; answers the exit codes of those that could not be written. */
export async function writeReports(outcomes: readonly Outcome[], flags: OutputFlags, io: Io): Promise<readonly ExitCode[]> {
  const evaluations = outcomes.map((outcome) => outcome.evaluation)
  const appendices = outcomes.map(({ appendix }) => appendix ?? NO_APPENDIX)
  const write = async (format: Format, style: ReportStyle) =>
    await (await REPORTERS[format]())({ schemaVersion: 1, evaluations }, style, appendices)
  const { format, output, report, top, config } = flags
  const verbosity = io.terminal.verbosity()
  const plain = { ...PLAIN, top, isQuiet: verbosity === 'quiet', isVerbose: verbosity === 'verbose', config }
  // An error that nothing was found out before is told on stderr, and is no table.
  const isEmpty = format === 'table' && evaluations.length <= 1 && !evaluations.some(isWorthPrinting)
  if (output === null && !isEmpty) {
    const { isColored: color, isAscii, isTerminal, columns } = io.stdout
    io.stdout.write(await write(format, { ...plain, color, isAscii, width: isTerminal ? columns : PLAIN.width }))
  }
  if (wantsAnnotations(flags, io)) {
    const lines = (await write('github', plain)).split(/(?<=\n)/)
    const isQuiet = io.terminal.verbosity() === 'quiet'
    io.stderr.write(lines.filter((line) => !isQuiet || line.startsWith('::error ')).join(''))
  }
  const codes: ExitCode[] = []
  for (const { format, file } of [...(output === null ? [] : [{ format: flags.format, file: output }]), ...report]) {
    const text = await write(format, plain)
    try {
      await writeReport(path.resolve(io.cwd, file), text, io)
    } catch (cause) {
      codes.push(reportError(notWritten(file, cause), io))
      // What was found and done must be told somewhere.
      if (file === output) io.stdout.write(text)
    }
  }
  return codes
}

/** GitHub reads workflow commands on either stream, and stdout is the report's. */
function wantsAnnotations({ format, output, report, logFormat }: OutputFlags, { env }: Io): boolean {
  const isShown = report.some((each) => each.format === 'github' && isDevice(each.file))
  const isPrinted = format === 'github' && (output === null || isDevice(output))
  return env['GITHUB_ACTIONS'] === 'true' && logFormat === 'text' && !isPrinted && !isShown
}

/** Who reads the file meanwhile, such as a collector of metrics, sees the one before or this one. */
async function writeReport(file: string, text: string, { env, pid }: Io): Promise<void> {
  // A step may have written to its summary before.
  if (isSummary(file, env)) return await appendFile(file, text)
  // A pipe or a device, such as /dev/stdout, can't be put in place.
  const there = await stat(file).catch(() => null)
  if (there !== null && !there.isFile()) return await writeFile(file, text)
  const draft = `${file}.${pid}.tmp`
  try {
    await writeFile(draft, text)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

function isReplaced(file: string, env: Io['env']): boolean {
  return !isSummary(file, env) && !isDevice(file)
}

function isSummary(file: string, { GITHUB_STEP_SUMMARY: summary }: Io['env']): boolean {
  return summary !== undefined && summary !== '' && path.resolve(summary) === file
}

function isDevice(file: string): boolean {
  return file.startsWith('/dev/')
}

function notWritten(file: string, cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause)) return cause
  return knownError('filesystem', `the report can't be written to ${file}: ${cause.message}`, {
    hint: 'check that its folder is there, and that you may write to it',
    cause,
  })
}

function isWorthPrinting(evaluation: Evaluation): boolean {
  return evaluation.error === null || evaluation.metric !== null || evaluation.retrain !== null
}
