/** How much is told of a model. */
export interface Detail {
  /** Lines of a table. */
  readonly rows: number
  readonly charts: 'all' | 'main' | 'none'
}

/** From the least to the most: the page tells of each model as much as it has room for. */
export const DETAILS: readonly Detail[] = [
  { rows: 5, charts: 'none' },
  { rows: 20, charts: 'main' },
  { rows: 50, charts: 'all' },
  { rows: 200, charts: 'all' },
  { rows: Number.POSITIVE_INFINITY, charts: 'all' },
]

/** The verdict alone, where there are hundreds of models. */
export const BRIEF: Detail = { rows: 0, charts: 'none' }

/** Slices of a chart: those that matter most. */
export const MOST_DRAWN = 20
/** Steps of the waterfall, panels of predictions, runs of the history. */
export const MOST_STEPS = 12
export const MOST_PANELS = 6
export const MOST_RUNS = 90
