import type { FetchedFile } from '../../core/data-source.js'
import { pathList } from './paths.js'

/** The files as one table: columns by name, those that only later files have are null before. */
export function readParquet(files: readonly FetchedFile[]): string {
  return `read_parquet(${pathList(files)}, union_by_name = true, hive_partitioning = false)`
}

export function uriOf(files: readonly FetchedFile[], path: unknown): string {
  return files.find((file) => file.path === path)?.uri ?? String(path)
}

export function firstLine(error: Error): string {
  return error.message.split('\n')[0] ?? error.message
}
