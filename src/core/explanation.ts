/**
 * Where the drop of the score comes from. Every part is in the unit of the metric and positive = worse than
 * production, whatever the metric's direction; numbers are rounded to 12 significant digits. The parts of the
 * slices and what is unexplained sum to the absolute drop.
 */
export interface Explanation {
  /** What slices are compared with: their own production values, or, for want of them, the production score. */
  readonly against: 'slices' | 'score'
  /** The largest part of the drop first; slices that only production had are among them where their weights are known. */
  readonly slices: readonly SlicePart[]
  /** Σ of the slices' parts that come from their values. */
  readonly performance: number
  /** Σ of the slices' parts that come from other weights than production's. */
  readonly mix: number
  /** What the stored production score has beyond the weighted sum of its stored slices. */
  readonly unexplained: number
  /** The change of the mean of the slices' values weighted by their rows; null where production's rows are not known. */
  readonly rows: RowSplit | null
  /** What matters most, in at most three sentences. */
  readonly facts: readonly string[]
}

/** What one slice adds to the drop. Null = not known, or there is none. */
export interface SlicePart {
  readonly name: string
  /** performance + mix. */
  readonly drop: number
  /** Of the absolute drop, so that the shares make 1 but for what is unexplained; null where the drop is 0. */
  readonly share: number | null
  /** weight × (production value − value), positive = worse; against the score, its value is everybody's production value. */
  readonly performance: number
  /**
   * (production weight − weight) × (production value − production score), positive = worse. Of a new slice, weight ×
   * (production score − value); 0 where production's weights are not known.
   */
  readonly mix: number
  readonly value: number | null
  readonly productionValue: number | null
  readonly weight: number | null
  readonly productionWeight: number | null
  /** Of the scored rows of all slices with weight, here and in production. */
  readonly rowShare: number | null
  readonly productionRowShare: number | null
}

/** A change of the mean by rows, split; positive = worse. */
export interface RowSplit {
  /** Σ of row share × value change. */
  readonly performance: number
  /** Because other rows are there: Σ of share change × (production value − production mean). */
  readonly mix: number
}
