/** How the rows of a file are written. */
export type Format = 'parquet' | 'csv' | 'json'

/** The format that the name of a file tells, whatever it is compressed with; null = it tells none. */
export function formatOf(uri: string): Format | null {
  return FORMATS.find(([ending]) => ending.test(uri))?.[1] ?? null
}

/** How one of some files is read; null = as its content tells, for its name does not. */
export function readAs(uri: string, { format, columnNames }: ReadFormat): Format | null {
  if (format !== null) return format
  if (isTransformOutput(uri)) return null
  // Only CSV has columns to name.
  return formatOf(uri) ?? (columnNames === null ? 'parquet' : 'csv')
}

/** What the config says about the files of a source. */
export interface ReadFormat {
  /** Of all files; null = each as its name tells. */
  readonly format: Format | null
  /** Of CSV files, in order, which then have no header; null = the header names them. */
  readonly columnNames: readonly string[] | null
}

/** Whether a file is named like the output of a SageMaker batch transform: `X.out` for the input `X`. */
export function isTransformOutput(uri: string): boolean {
  return /\.out(\.(gz|zst))?$/i.test(uri)
}

const FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/\.(csv|tsv)(\.(gz|gzip|zst|zstd))?$/i, 'csv'],
  [/\.(json|jsonl|jsonlines|ndjson)(\.(gz|gzip|zst|zstd))?$/i, 'json'],
  [/\.(parquet|parq|pq)$/i, 'parquet'],
]
