import type { Evaluation } from './evaluation.js'

/** What people can be told of. `error` = the run failed; `started`, `failed` = the training. */
export const NOTIFIED = ['drifted', 'suspected', 'inconclusive', 'error', 'started', 'failed'] as const

export type NotifiedEvent = (typeof NOTIFIED)[number]

export interface Notification {
  /** The gravest of the events. */
  readonly event: NotifiedEvent
  /** All that the target is told of, gravest first: one message for one run. */
  readonly events: readonly NotifiedEvent[]
  readonly model: string
  /** One line for people. */
  readonly title: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** True = somebody tries whether messages arrive. */
  readonly isTest: boolean
  readonly evaluation: Evaluation
}

/** Sends to one target. Rejects with a known error when the message did not arrive. */
export interface Notifier {
  /** The target for people, without secrets. */
  readonly target: string
  send(notification: Notification): Promise<void>
  close(): Promise<void> | void
}
