import { literal } from '../../../core/sql.js'
import { pathList } from '../paths.js'
import type { TextFile } from './text-file.js'

/** Files of JSON as one query: of several where they are compressed or laid out in different ways. */
export function selectJson(texts: readonly TextFile[], columns: string, options: readonly string[]): string {
  const alike = new Map<string, TextFile[]>()
  for (const text of texts) {
    const key = `${text.compression} ${isArray(text)}`
    alike.set(key, [...(alike.get(key) ?? []), text])
  }
  return [...alike.values()].map((group) => `SELECT ${columns} FROM ${readJson(group, options)}`).join(' UNION ALL BY NAME ')
}

/** Objects whose columns the engine finds out, from all rows of all files. Its guesses at dates depend on their order: none is made. */
export const SNIFFED: readonly string[] = [
  'records = true',
  'sample_size = -1',
  'maximum_sample_files = 2147483647',
  'union_by_name = true',
  'map_inference_threshold = -1',
  'field_appearance_threshold = 0',
  "dateformat = 'none %Y'",
  "timestampformat = 'none %Y'",
]

/** Objects of which the given keys are read, as values of a type. */
export function typed(columns: readonly { readonly name: string; readonly type: string }[]): string[] {
  return ['records = true', `columns = {${columns.map(({ name, type }) => `${literal(name)}: ${literal(type)}`).join(', ')}}`]
}

/** Whole values, one per row, in the column `value`. */
export const VALUES: readonly string[] = ['records = false', "columns = {'value': 'JSON'}"]

function readJson(texts: readonly TextFile[], options: readonly string[]): string {
  const [first] = texts
  if (first === undefined) throw new Error('a table has a file')
  const format = isArray(first) ? 'array' : 'newline_delimited'
  const all = [`format = '${format}'`, `compression = '${first.compression}'`, 'hive_partitioning = false', ...options]
  return `read_json(${pathList(texts)}, ${all.join(', ')})`
}

/** One array of all rows, in place of a line for each. */
export function isArray({ lines: [first = ''] }: TextFile): boolean {
  return first.trimStart().startsWith('[')
}
