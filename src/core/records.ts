import type { Evaluation } from './evaluation.js'

/** One run of one model as the history keeps it: written once, never changed. */
export interface RunRecord extends Evaluation {
  readonly schemaVersion: 1
  /** Sortable: the time, then a digest. Names the document. */
  readonly id: string
  /** ISO 8601, UTC. */
  readonly recordedAt: string
  readonly command: RecordedCommand
  readonly who: string
  /** The host. */
  readonly where: string
  /** Of ctrain. */
  readonly version: string
  /** `sha256:…` of the model's part of the config, defaults filled in, without history and notifications. */
  readonly configHash: string
}

export type RecordedCommand = 'evaluate' | 'retrain-if-drifted' | 'retrain'
