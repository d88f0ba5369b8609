import type { ColumnProfile, Histogram } from './inspection.js'

/** What can be asked of the newest rows of a dataset, those of its last files, which are kept apart for it, and of the statistics of its files. */
export interface Survey {
  /** Rows of all the files. */
  readonly rows: number
  /** Rows that were taken. */
  readonly rowsScanned: number
  /** Of every column of the files, in their order. */
  readonly columns: readonly ColumnProfile[]
  /** In what files contradict each other, as sentences. */
  readonly contradictions: readonly string[]
  /** How pairs of columns go together, from -1 to 1; null where it is not defined. */
  correlations(
    labels: readonly string[],
    predictions: readonly string[],
  ): Promise<readonly { readonly label: string; readonly prediction: string; readonly value: number | null }[]>
  /** Null where a column was not scanned, or no row has both. */
  histogram(label: string, prediction: string): Promise<Histogram | null>
  /** How many labelled rows each value of a column has, and of how many distinct labels the rarest two have; most first. */
  labelsBy(column: string, label: string): Promise<readonly LabelledValue[]>
}

export interface LabelledValue {
  readonly value: string | null
  /** With a label. */
  readonly rows: number
  /** Distinct labels. */
  readonly labels: number
  /** Rows of the rarest label. */
  readonly rarest: number
}

/** What is taken for a survey. */
export interface SurveyRequest {
  /** Of the files, so many at the end have their rows here; of those before, perhaps no more than the footer. */
  readonly files: number
  /** Columns whose rows are read; null = all that are not nested. */
  readonly columns: readonly string[] | null
  /** Values that are read, at most: rows times columns. */
  readonly maxValues: number
  /** Rows that are read, at most. */
  readonly maxRows: number
}
