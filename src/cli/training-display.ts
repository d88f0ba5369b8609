import type { Execution } from '../core/retraining.js'
import { printable } from '../reporters/numbers.js'
import type { Io } from './io.js'
import { heartbeatLine, isUnderWay, type SeenTraining, stateLine, waitingLine } from './training-text.js'

/** Shows on stderr how trainings go on that are waited for. */
export interface TrainingDisplay {
  /** What was last seen of the training with this ARN; null = nothing yet. */
  show(training: { readonly label: string; readonly arn: string }, seen: Execution | null): void
  /** Takes away what is redrawn. */
  stop(): void
}

const FRAME_MS = 100
const HEARTBEAT_MS = 300_000

/** On a terminal one line that is redrawn, else a line for every change of state and now and then a sign of life. */
export function trainingDisplay({ terminal, now }: Pick<Io, 'terminal' | 'now'>): TrainingDisplay {
  if (terminal.verbosity() === 'quiet') return { show() {}, stop() {} }
  const live = terminal.live()
  const trainings = new Map<string, { readonly label: string; readonly seen: Execution | null }>()
  let frame = 0
  const all = () => [...trainings.values()].map(({ label, seen }) => seenTraining(label, seen, now()))
  const draw = () => live?.show(waitingLine(all(), frame++, live.columns()))
  const beat = () => {
    for (const training of all().filter(({ status }) => isUnderWay(status))) terminal.writeLine(heartbeatLine(training))
  }
  const stop = live === null ? terminal.every(HEARTBEAT_MS, beat) : terminal.every(FRAME_MS, draw)
  return {
    show({ label, arn }, seen) {
      const before = trainings.get(arn)
      trainings.set(arn, { label, seen })
      const training = seenTraining(label, seen, now())
      // Told first, so that it is known whatever becomes of this process; unless it is what the user has named.
      if (before === undefined && !arn.endsWith(`:${label}`))
        terminal.writeLine(`${printable(label)}: waiting for ${printable(arn)}`)
      const isNews = seen !== null && seen.status !== before?.seen?.status
      if (isNews && (live === null || !isUnderWay(training.status))) terminal.writeLine(stateLine(training))
    },
    stop() {
      stop()
      live?.show(null)
    },
  }
}

function seenTraining(label: string, seen: Execution | null, now: Date): SeenTraining {
  if (seen === null) return { label, status: null, elapsed: 0 }
  // The clock of this machine may be behind that of AWS.
  const elapsed = Math.max(0, (seen.stopDate ?? now).getTime() - seen.startDate.getTime())
  return { label, status: seen.status, elapsed }
}
