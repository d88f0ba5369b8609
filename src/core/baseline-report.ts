import type { BaselineDocument } from './baseline.js'

/** One revision of a production score. Every key is always there; null = unknown. */
export interface BaselineRevision {
  /** The first 12 hex digits of the SHA-256 of its text; of a number in the config, `literal:` and the number. */
  readonly revision: string
  readonly isCurrent: boolean
  /** Where its text is. */
  readonly uri: string
  /** When it was put into the archive, by who stored it or was about to replace it: ISO 8601, UTC; null = it is the current one, or not stored. */
  readonly archivedAt: string | null
  /** Of the current one, as its store names it: what drift events are made of. */
  readonly storeRevision: string | null
  readonly score: number | null
  readonly standardError: number | null
  /** Null where it is no document of ctrain's. */
  readonly document: BaselineDocument | null
  /** Why it has no score that can be read; null = it has one. */
  readonly problem: string | null
}

/** What a command made of the production score. */
export interface BaselineChange {
  readonly action: 'record' | 'set' | 'rollback'
  readonly model: string
  /** The document that is written. */
  readonly source: string
  /** `refused` = what was measured is no production score, as the reasons say. Only `stored` has written anything. */
  readonly status: 'stored' | 'dry_run' | 'refused'
  /** What was there before; null = nothing. */
  readonly former: BaselineRevision | null
  /** What is there now, or would be; null = refused. */
  readonly baseline: BaselineRevision | null
  /** In what their definitions differ; null where one has none. */
  readonly differences: readonly string[] | null
  /** Null where the scores can't be compared. */
  readonly change: ScoreChange | null
  readonly reasons: readonly string[]
}

/** What differs between two revisions, or between one and the config. */
export interface BaselineDiff {
  readonly model: string
  readonly source: string
  readonly from: BaselineRevision
  /** Null = the config. */
  readonly to: BaselineRevision | null
  /** In what the definitions differ; empty = the scores can be compared. Null where one has none. */
  readonly differences: readonly string[] | null
  /** Null where the scores can't be compared. */
  readonly change: ScoreChange | null
  readonly slices: readonly SliceChange[]
}

/** How far a score has moved: the second less the first, in the unit of the metric. */
export interface ScoreChange {
  readonly absolute: number
  /** Of |the first score|; null where that is 0. */
  readonly relative: number | null
}

/** A slice on both sides; null = it is not there. */
export interface SliceChange {
  readonly name: string
  readonly from: SliceSide | null
  readonly to: SliceSide | null
  readonly change: number | null
}

/** A slice on one side of a comparison. */
export interface SliceSide {
  readonly weight: number
  readonly value: number | null
  readonly rows: number | null
}
