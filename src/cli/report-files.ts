import { appendFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { NO_APPENDIX } from '../core/appendix.js'
import { knownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import type { Outcome } from '../pipeline/outcome.js'
import { type Format, PLAIN, REPORTERS, type ReportStyle, WITH_APPENDIX } from '../reporters/index.js'
import { reportError } from './errors.js'
import type { ExitCode } from './exit-codes.js'
import type { Io } from './io.js'

/** Where the report of a run goes. */
export interface OutputFlags {
  readonly format: Format
  /** Instead of stdout. */
  readonly output: string | null
  readonly report: readonly { readonly format: Format; readonly file: string }[]
  readonly top: number | null
}

/** Whether a report of these shows more than the evaluations have. */
export function wantsAppendix({ format, report }: OutputFlags): boolean {
  return [format, ...report.map((each) => each.format)].some((name) => WITH_APPENDIX.includes(name))
}

/** Writes the report to stdout and to each of its files; answers the exit codes of those that could not be written. */
export async function writeReports(outcomes: readonly Outcome[], flags: OutputFlags, io: Io): Promise<readonly ExitCode[]> {
  const evaluations = outcomes.map((outcome) => outcome.evaluation)
  const appendices = outcomes.map(({ appendix }) => appendix ?? NO_APPENDIX)
  const write = async (format: Format, style: ReportStyle) =>
    await (await REPORTERS[format]())({ schemaVersion: 1, evaluations }, style, appendices)
  const { format, output, report, top } = flags
  const isVerbose = io.terminal.verbosity() === 'verbose'
  const plain = { ...PLAIN, top, isVerbose }
  // An error that nothing was found out before is told on stderr, and is no table.
  const isEmpty = format === 'table' && evaluations.length <= 1 && !evaluations.some(isWorthPrinting)
  if (output === null && !isEmpty) {
    const { isColored: color, isAscii, isTerminal, columns } = io.stdout
    io.stdout.write(await write(format, { ...plain, color, isAscii, width: isTerminal ? columns : PLAIN.width }))
  }
  const codes: ExitCode[] = []
  for (const { format, file } of [...(output === null ? [] : [{ format: flags.format, file: output }]), ...report]) {
    try {
      await writeReport(path.resolve(io.cwd, file), await write(format, plain), io)
    } catch (cause) {
      codes.push(reportError(notWritten(file, cause), io))
    }
  }
  return codes
}

/** Who reads the file meanwhile, such as a collector of metrics, sees the one before or this one. */
async function writeReport(file: string, text: string, { env, pid }: Io): Promise<void> {
  const summary = env['GITHUB_STEP_SUMMARY']
  // A step may have written to its summary before.
  if (summary !== undefined && path.resolve(summary) === file) return await appendFile(file, text)
  // A pipe or a device, such as /dev/stdout, can't be put in place.
  if (file.startsWith('/dev/')) return await writeFile(file, text)
  const draft = `${file}.${pid}.tmp`
  try {
    await writeFile(draft, text)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
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
