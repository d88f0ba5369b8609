import type { FetchedFile } from './data-source.js'
import type { Format } from './format.js'
import type { EngineLimits } from './ports.js'

/** The files of one source as they came, in any format, and how to read them. */
export interface RawFiles {
  readonly files: readonly FetchedFile[]
  /** Of all files; null = each as its name tells. */
  readonly format: Format | null
  /** Of CSV files, in order, which then have no header; null = the header names them. */
  readonly columnNames: readonly string[] | null
  /** Where `columnNames` stands in the config, for messages. */
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

/** Where converted files go. */
export interface ConvertTarget {
  /** A folder that is there, and empty. */
  readonly folder: string
  readonly limits: EngineLimits
}
