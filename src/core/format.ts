/** How the rows of a file are written. */
export type Format = 'parquet' | 'csv' | 'json'

/** The format that the name of a file tells, whatever it is compressed with; null = it tells none. */
export function formatOf(uri: string): Format | null {
  return FORMATS.find(([ending]) => ending.test(uri))?.[1] ?? null
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
