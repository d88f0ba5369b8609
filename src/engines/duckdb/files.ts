import type { FetchedFile } from '../../core/data-source.js'
import { pathList } from './paths.js'

/**
 * The files as one table: columns by name, those that only later files have are null before. Of files that have one
 * schema, the engine need not keep all footers in memory.
 */
export function readParquet(files: readonly FetchedFile[], haveOneSchema: boolean): string {
  return `read_parquet(${pathList(files)}, union_by_name = ${!haveOneSchema}, hive_partitioning = false)`
}

/** A row of a file for people: its number, counted from 0, means nothing where rows before it were left out. */
export function nameRow(files: readonly FetchedFile[], path: unknown, row: unknown): string {
  const file = files.find((each) => each.path === path)
  return `${file?.lacksRows === true ? 'a row' : `row ${Number(row) + 1}`} of ${file?.uri ?? path}`
}

export function firstLine(error: Error): string {
  return error.message.split('\n')[0] ?? error.message
}
