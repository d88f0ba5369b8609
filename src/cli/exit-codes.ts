import type { ErrorKind } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import { isAwaited } from '../core/retraining.js'

/** Every exit code and its meaning; help and docs are derived from it. */
export const EXIT_CODES = {
  0: 'done (drift that was found is still 0)',
  1: 'drift was found, and --fail-on-drift was given',
  2: 'you can fix it: usage, config or data',
  3: 'the world failed: network, permission, AWS, disk; or a training that was waited for did not succeed',
  4: 'inconclusive: no verdict could be given',
  70: 'a bug in ctrain',
  130: 'interrupted (Ctrl-C)',
  143: 'terminated',
} as const

export type ExitCode = keyof typeof EXIT_CODES

/** With several models the first of these that occurred is the exit code. */
const PRECEDENCE: readonly ExitCode[] = [70, 3, 2, 4, 1, 0]

const CODE_OF: Readonly<Record<ErrorKind | 'bug', ExitCode>> = {
  usage: 2,
  config: 2,
  data: 2,
  permission: 3,
  network: 3,
  aws: 3,
  filesystem: 3,
  interrupted: 130,
  bug: 70,
}

export function codeOfError(kind: ErrorKind | 'bug'): ExitCode {
  return CODE_OF[kind]
}

export interface RunFlags {
  readonly failOnDrift: boolean
  /** Whether trainings were waited for. */
  readonly wait: boolean
}

/** The exit code of a whole run. */
export function codeOfRun(evaluations: readonly Evaluation[], flags: RunFlags): ExitCode {
  return firstCode(evaluations.map((evaluation) => codeOf(evaluation, flags)))
}

/** The exit code of several models by precedence. */
export function firstCode(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? 0
}

function codeOf(evaluation: Evaluation, { failOnDrift, wait }: RunFlags): ExitCode {
  const { error, verdict, score, retrain } = evaluation
  if (error !== null) return CODE_OF[error.kind]
  if (wait && retrain !== null && isAwaited(retrain) && retrain.execution?.status !== 'SUCCEEDED') return 3
  // Retrained on purpose: nobody asked for a verdict.
  if (verdict === null && retrain !== null) return 0
  if (verdict === 'inconclusive' || (verdict === null && score === null)) return 4
  return verdict === 'drifted' && failOnDrift ? 1 : 0
}
