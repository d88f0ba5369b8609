import type { FetchedFile } from './data-source.js'
import type { ReadFormat } from './format.js'

/** The files of one source as they came, in any format, and how to read them. */
export interface RawFiles extends ReadFormat {
  readonly files: readonly FetchedFile[]
  /** Where the names of columns stand in the config, for messages. */
  readonly columnNamesKey: string
}

/** What is taken from raw files. */
export interface WantedColumns {
  /** Columns that are read, in any case; null = all. Where one of `required` is nowhere, all are taken, for messages. */
  readonly names: readonly string[] | null
  readonly required: readonly string[]
  /** Columns that hold numbers, even if all values are null. */
  readonly numbers: readonly string[]
  /** What the only column of an output without names is; null = it has no name. */
  readonly prediction: string | null
}

/** A file and the one whose rows continue its rows, both Parquet. */
export interface FilePair {
  readonly input: FetchedFile
  readonly output: FetchedFile
}

/** How the files of pairs become one. */
export interface Pairing {
  readonly pairs: readonly FilePair[]
  /** Columns that come from the output whatever the input has; of all others, those of the input go first. */
  readonly predicted: readonly string[]
  /** Columns that are read of the inputs, in any case; null = all. */
  readonly names: readonly string[] | null
}

/** Parquet files that are there until they are closed. */
export interface Converted {
  readonly files: readonly FetchedFile[]
  close(): Promise<void>
}
