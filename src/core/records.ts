import type { Evaluation, Interval, Threshold } from './evaluation.js'
import type { Direction } from './metric.js'

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

/** A run as it is read back: what is shown of it. Its document has more. */
export interface RecordedRun {
  readonly schemaVersion: 1
  readonly id: string
  readonly recordedAt: string
  readonly evaluatedAt: string
  readonly command: string
  readonly who: string
  readonly where: string
  readonly version: string
  readonly configHash: string
  readonly model: string | null
  readonly metric: RecordedMetric | null
  readonly dataset: { readonly from: string | null; readonly to: string | null; readonly rowsScored: number } | null
  readonly score: number | null
  readonly standardError: number | null
  readonly interval: Interval | null
  readonly confidence: number | null
  readonly production: { readonly score: number; readonly source: string; readonly revision: string } | null
  readonly drop: { readonly relative: number | null; readonly absolute: number | null } | null
  readonly threshold: Threshold | null
  readonly verdict: string | null
  readonly retrain: RecordedRetrain | null
  readonly error: { readonly kind: string; readonly message: string } | null
}

export interface RecordedMetric {
  readonly name: string
  readonly direction: Direction | null
  readonly params: Readonly<Record<string, unknown>>
}

export interface RecordedRetrain {
  readonly status: string
  readonly executionArn: string | null
  readonly executionName: string | null
  readonly reason: string
  readonly execution: { readonly status: string; readonly startDate: string } | null
}

/** The last runs of a model, oldest first. */
export interface RunHistory {
  readonly model: string
  /** The folder that has the records. */
  readonly place: string
  /** Records that there are. */
  readonly total: number
  readonly records: readonly RecordedRun[]
  readonly unreadable: readonly UnreadableRecord[]
}

/** Damaged, of a later version of ctrain, or no record at all. */
export interface UnreadableRecord {
  readonly uri: string
  readonly problem: string
}
