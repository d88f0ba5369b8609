import { type ExecutionStatus, isClosed } from '../core/retraining.js'
import { formatDuration, printable } from '../reporters/numbers.js'
import { firstThatFits } from './progress-text.js'

/** A training as it was last seen. */
export interface SeenTraining {
  /** A model, or where there is none the execution's name. */
  readonly label: string
  /** Null = it is not visible yet. */
  readonly status: ExecutionStatus | null
  /** Milliseconds from its start to its end, or to now. */
  readonly elapsed: number
}

/** The line that stays when the state of a training has changed. */
export function stateLine({ label, status, elapsed }: SeenTraining): string {
  return `${printable(label)}: ${state(status)} ${isUnderWay(status) ? 'for' : 'after'} ${formatDuration(elapsed)}`
}

/** The line that tells now and then that nothing has changed. */
export function heartbeatLine({ label, status, elapsed }: SeenTraining): string {
  return `${printable(label)}: still ${state(status)} after ${formatDuration(elapsed)}`
}

/** One line of at most `columns` characters that shows what is waited for; the narrower, the less it says. */
export function waitingLine(trainings: readonly SeenTraining[], frame: number, columns: number): string {
  const open = trainings.filter(({ status }) => isUnderWay(status))
  const [longest] = [...open].sort((a, b) => b.elapsed - a.elapsed)
  if (longest === undefined) return ''
  const spinner = SPINNER[frame % SPINNER.length]
  const states = [...new Set(open.map(({ status }) => state(status)))].join(', ')
  const count = open.length === 1 ? '' : `${open.length} trainings `
  const time = formatDuration(longest.elapsed)
  // A name that may be wider than it has characters is left out: a line that wraps can't be redrawn.
  const isPlain = open.every(({ label }) => /^[\u0020-\u04ff]*$/.test(label))
  const all = isPlain ? [`${spinner} ${open.map(stateLine).join(', ')}`] : []
  return firstThatFits([...all, `${spinner} ${count}${states} for ${time}`, `${spinner} ${states}`, `${spinner}`], columns)
}

/** ASCII, which every terminal has. */
const SPINNER = ['|', '/', '-', '\\']

/** What is not visible yet has been started. */
export function isUnderWay(status: ExecutionStatus | null): boolean {
  return status === null || !isClosed(status)
}

function state(status: ExecutionStatus | null): string {
  return status ?? 'not visible yet'
}
