import { digest } from '../fingerprint.js'

/**
 * What makes a training happen once: one model, one state machine, one production score revision.
 * Metrics, times, hosts and the data are not part of it, so that retries and other hosts mean the same event.
 */
export interface DriftEvent {
  readonly model: string
  readonly stateMachine: string
  readonly productionRevision: string
}

/** The revision of a model that has no production score yet. */
export const NO_REVISION = 'none'

/** 20 hex digits. */
export function eventId({ model, stateMachine, productionRevision }: DriftEvent): string {
  return digest([model, stateMachine, productionRevision]).slice(0, 20)
}
