import type { Evaluation } from './evaluation.js'
import { foundIn } from './failure-cause.js'
import type { Notification, NotifiedEvent } from './notification.js'
import { oneLine } from './one-line.js'
import { hasFailed, type RetrainResult } from './retraining.js'

/** What happened in a run that people may want to be told of, gravest first. */
export function eventsOf(evaluation: Evaluation): NotifiedEvent[] {
  return GRAVEST_FIRST.filter((event) => HAPPENED[event](evaluation))
}

/** One message of all the events, which are gravest first; null = there are none, or they are of no model. */
export function notificationOf(events: readonly NotifiedEvent[], evaluation: Evaluation, at: Date): Notification | null {
  const [event] = events
  const { model } = evaluation
  if (event === undefined || model === null) return null
  const title = oneLine(events.map((each) => SAYS[each](evaluation)).join('; '), MOST_TITLE)
  return {
    event,
    events,
    model,
    title: `${oneLine(model, MOST_NAME)}: ${title}`,
    at: at.toISOString(),
    isTest: false,
    evaluation,
  }
}

const GRAVEST_FIRST: readonly NotifiedEvent[] = ['error', 'failed', 'drifted', 'inconclusive', 'suspected', 'started']

const MOST_TITLE = 300
const MOST_NAME = 80
const MOST_PART = 120

const HAPPENED: Readonly<Record<NotifiedEvent, (evaluation: Evaluation) => boolean>> = {
  error: ({ error }) => error !== null,
  failed: ({ retrain }) => retrain !== null && isFailure(retrain),
  drifted: ({ verdict }) => verdict === 'drifted',
  inconclusive: ({ verdict }) => verdict === 'inconclusive',
  suspected: ({ verdict }) => verdict === 'suspected',
  started: ({ retrain }) => retrain?.status === 'started',
}

/** A training is on hold only because it failed; of others, the execution tells. */
function isFailure({ status, execution }: RetrainResult): boolean {
  return status === 'on_hold' || (execution !== null && hasFailed(execution.status))
}

const SAYS: Readonly<Record<NotifiedEvent, (evaluation: Evaluation) => string>> = {
  error: ({ error }) => `the run failed: ${error?.message.split('\n')[0] ?? 'the cause is unknown'}`,
  failed: ({ retrain }) => `the training failed${failureOf(retrain)}`,
  drifted: (evaluation) => `drifted${why(evaluation)}`,
  inconclusive: (evaluation) => `inconclusive${why(evaluation)}`,
  suspected: (evaluation) => `drift is suspected${why(evaluation)}`,
  started: () => 'the training was started',
}

function why({ reasons }: Evaluation): string {
  return reasons[0] === undefined ? '' : `, ${reasons[0]}`
}

function failureOf(retrain: RetrainResult | null): string {
  const { status = null, error = null, cause = null } = retrain?.execution ?? {}
  const reason = cause && (foundIn(cause).reason ?? cause)
  const parts = [status, error, reason].flatMap((part) => (part ? [oneLine(part, MOST_PART)] : []))
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}
