import type { RunHistory } from './records.js'

/** What a report may show of an evaluation besides it. Null = not asked for, or not known. */
export interface Appendix {
  /** All rows first, then the slices that matter most. */
  readonly charts: readonly SliceChart[] | null
  /** The last runs as they stand when this one has been recorded: it is the last of them, where runs are recorded. */
  readonly history: RunHistory | null
}

/** The scored predictions of a slice against their labels. */
export interface SliceChart extends ChartParts {
  /** Null = all rows. */
  readonly name: string | null
}

/** A part is null where the task has none. Row weights enter rates, shares and means; `rows` are counts of rows. */
export interface ChartParts {
  readonly rows: number
  /** Of binary tasks whose predictions are all from 0 to 1: by tenths of the prediction, ascending, without empty ones. */
  readonly calibration: readonly CalibrationBin[] | null
  /** Of binary tasks: from (0, 0) to (1, 1), at most 101 points, each one of the whole curve. Null where one class has no rows. */
  readonly roc: readonly RocPoint[] | null
  /**
   * Of regression: prediction − label by at most 40 bins of equal width, ascending. The first and the last bin also have
   * what lies beyond them: at most 1 % of the rows on either side.
   */
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
