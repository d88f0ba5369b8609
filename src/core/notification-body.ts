import type { Evaluation } from './evaluation.js'
import type { Notification } from './notification.js'
import { slicesToTell } from './slices-to-tell.js'
import { withSlices } from './worst-slice.js'

/** The message for programs. Every key is always there. */
export interface NotificationBody extends Notification {
  readonly schemaVersion: 1
  /** Without the request of the training. Cut where it is too long for a message: the worst slices stay. */
  readonly evaluation: Evaluation
  /** How many slices were cut. */
  readonly slicesOmitted: number
}

/** Half of what SNS and EventBridge take: a JSON text within another one may be twice as long. */
const MOST_BYTES = 120_000

/** The message as JSON of bounded size. */
export function bodyText(notification: Notification, mostBytes = MOST_BYTES): string {
  const evaluation = withoutRequest(notification.evaluation)
  const whole = serialize({ ...notification, evaluation }, 0)
  if (byteLength(whole) <= mostBytes) return whole
  const { length } = evaluation.slices
  for (let kept = length; ; kept = Math.floor(kept / 2)) {
    const text = serialize({ ...notification, evaluation: shortened(evaluation, kept) }, length - kept)
    if (kept === 0 || byteLength(text) <= mostBytes) return text
  }
}

function serialize(notification: Notification, slicesOmitted: number): string {
  const body: NotificationBody = { schemaVersion: 1, ...notification, slicesOmitted }
  return JSON.stringify(body)
}

/** The input of a training may be as long as a whole message, and is nobody else's business. */
function withoutRequest(evaluation: Evaluation): Evaluation {
  return evaluation.retrain === null ? evaluation : { ...evaluation, retrain: { ...evaluation.retrain, request: null } }
}

/** Only so many slices, in their order; lists and texts that grow without limit are cut as well. */
function shortened(evaluation: Evaluation, kept: number): Evaluation {
  const { dataset, metric, retrain, error } = evaluation
  const fewer = withSlices(evaluation, new Set(slicesToTell(evaluation).slice(0, kept)))
  return {
    ...fewer,
    dataset: dataset && { ...dataset, days: [], missingDates: dataset.missingDates.slice(0, MOST_ITEMS) },
    metric: metric && { ...metric, params: JSON.stringify(metric.params).length > MOST_TEXT ? {} : metric.params },
    slices: fewer.slices.map((slice) => ({ ...slice, where: slice.where && cut(slice.where), also: [] })),
    also: [],
    explanation: fewer.explanation && { ...fewer.explanation, facts: fewer.explanation.facts.map(cut) },
    reasons: evaluation.reasons.slice(0, MOST_ITEMS).map(cut),
    retrain: retrain && {
      ...retrain,
      reason: cut(retrain.reason),
      execution: retrain.execution && { ...retrain.execution, cause: retrain.execution.cause && cut(retrain.execution.cause) },
    },
    error: error && { ...error, message: cut(error.message), hint: error.hint && cut(error.hint) },
  }
}

const MOST_ITEMS = 10
const MOST_TEXT = 1_000

function cut(text: string): string {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}…`
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
