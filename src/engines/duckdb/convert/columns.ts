import { knownError } from '../../../core/errors.js'
import { isTransformOutput } from '../../../core/format.js'
import type { RawFiles, WantedColumns } from '../../../core/raw-files.js'
import { identifier, same } from '../../../core/sql.js'
import type { TextFile } from './text-file.js'

export interface TypedColumn {
  readonly name: string
  readonly type: string
}

/** A text file as rows of typed columns. */
export interface Readable {
  readonly text: TextFile
  readonly columns: readonly TypedColumn[]
  /** A query. */
  readonly select: string
}

/** Which of some columns are taken: their names without repetition, whatever their case. */
export function takenColumns(names: readonly string[], { names: wanted, required }: WantedColumns): string[] {
  const distinct = names.filter((name, index) => names.findIndex((other) => same(other, name)) === index)
  const isIn = (list: readonly string[], name: string) => list.some((other) => same(other, name))
  if (wanted === null || required.some((name) => !isIn(distinct, name))) return distinct
  const taken = distinct.filter((name) => isIn(wanted, name))
  // A table has at least one column.
  return taken.length === 0 ? distinct : taken
}

/** The names of the columns of files that are all empty, and don't tell. */
export function namesOfEmpty(texts: readonly TextFile[], raw: RawFiles, wanted: WantedColumns): readonly string[] {
  if (raw.columnNames !== null) return raw.columnNames
  const [first] = texts
  if (wanted.prediction !== null && texts.every(({ file }) => isTransformOutput(file.uri))) return [wanted.prediction]
  if (wanted.names !== null && wanted.names.length > 0) return wanted.names
  const others = texts.length === 1 ? '' : `, and so ${texts.length === 2 ? 'is 1 other' : `are ${texts.length - 1} others`}`
  throw knownError('data', `${first?.file.uri} is empty${others}: no file names the columns`, {
    hint: 'write a header even where there are no rows, or wait for data',
  })
}

/** No rows, of the given columns. */
export function selectNothing(columns: readonly TypedColumn[]): string {
  return `SELECT ${columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${identifier(name)}`).join(', ')} WHERE false`
}
