import type { RunHistory } from './records.js'

/** What a report may show of an evaluation besides it. Null = not asked for, or not known. */
export interface Appendix {
  readonly charts: readonly SliceChart[] | null
  /** The runs before; those of this run may be among them. */
  readonly history: RunHistory | null
}

/** The predictions of a slice against their labels, weighted. A part is null where the task of the metric has none. */
export interface SliceChart {
  /** Null = all rows. */
  readonly name: string | null
  readonly rows: number
  /** Of binary tasks whose predictions are probabilities: by bins of the prediction, ascending, without empty ones. */
  readonly calibration: readonly CalibrationBin[] | null
  /** Of binary tasks: from (0, 0) to (1, 1), at most 101 points. */
  readonly roc: readonly RocPoint[] | null
  /** Of regression: prediction − label by bins of equal width, ascending. */
  readonly residuals: readonly ResidualBin[] | null
}

export interface CalibrationBin {
  readonly meanPrediction: number
  /** Share of positive labels. */
  readonly observed: number
  readonly rows: number
}

export interface RocPoint {
  readonly falsePositiveRate: number
  readonly truePositiveRate: number
}

export interface ResidualBin {
  readonly from: number
  readonly to: number
  readonly rows: number
}

export const NO_APPENDIX: Appendix = { charts: null, history: null }
