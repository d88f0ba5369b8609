import type { SourceFile } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import type { Column, FileChoice } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { typeOf } from '../sql/columns.js'
import { attempt } from './attempt.js'
import { type Conjunct, conjunctsOf } from './conjuncts.js'
import type { Connection } from './connection.js'
import { enclosed, has } from './file-table.js'
import { folderValues } from './folder-columns.js'
import { conditionsOfTime, isTime } from './time-window.js'

/** The files whose folders do not exclude that they have rows of the dataset. At least one stays. */
export async function pruneFiles<File extends SourceFile>(
  files: readonly File[],
  choice: FileChoice,
  connection: Connection,
): Promise<readonly File[]> {
  const conditions = [
    ...(await folderConditions(choice, connection)).map(({ sql }) => sql),
    ...(await timeConditionsOf(choice, connection)),
  ]
  if (conditions.length === 0 || files.length < 2) return files
  const kept = await passing(files, choice.columns, conditions, connection)
  // What fails on a folder that no row of the dataset is in may be right all the same.
  if (kept === null) return files
  // The files may have these columns themselves, as text, which compares in another way.
  const texts = choice.columns.map(({ name }) => ({ name, type: 'VARCHAR' }))
  const asText = (await passing(files, texts, conditions, connection)) ?? new Set()
  const needed = files.filter((_, file) => kept.has(file) || asText.has(file))
  return needed.length === 0 ? files.slice(0, 1) : needed
}

/** Those conditions of a filter that read only columns of folders. */
export async function folderConditions(
  { filter, columns }: Pick<FileChoice, 'filter' | 'columns'>,
  connection: Connection,
): Promise<Conjunct[]> {
  if (filter === null || columns.length === 0) return []
  const conjuncts = await conjunctsOf(filter, connection)
  return conjuncts.filter(({ columns: reads }) => reads.length > 0 && reads.every((name) => has(columns, name)))
}

/** Refuses columns that files and folders have in a different sense, where the folders chose the files. */
export function refuseOtherSense(names: readonly string[], own: readonly Column[], folders: readonly Column[]): void {
  for (const name of names) {
    const [there, here] = [typeOf(name, own), typeOf(name, folders)]
    if (there === undefined || here === undefined || there === here || there === 'VARCHAR' || !isTime(there)) continue
    throw knownError(
      'data',
      `column ${name} has type ${there} in the files but ${here} in their folders, which choose the files`,
      {
        hint: 'give the folder or the column another name, or leave the column out of dataset.filter and dataset.columns.timestamp',
      },
    )
  }
}

async function timeConditionsOf({ time, timezone, columns }: FileChoice, connection: Connection): Promise<string[]> {
  const type = time === null ? undefined : typeOf(time.column, columns)
  return time === null || type === undefined || !isTime(type) ? [] : await conditionsOfTime(time, type, timezone, connection)
}

const TUPLE = 'ctrain_tuple'

/** The files, by their places, whose folders' values make all conditions true; null where a condition fails. */
async function passing(
  files: readonly SourceFile[],
  columns: readonly Column[],
  conditions: readonly string[],
  connection: Connection,
): Promise<ReadonlySet<number> | null> {
  const values = columns.map((column) => folderValues(column, files))
  const tuples = files.map((_, file) => values.map((ofColumn) => ofColumn[file]).join(', '))
  const numbers = new Map([...new Set(tuples)].map((tuple, number) => [tuple, number]))
  const rows = [...numbers].map(([tuple, number]) => `(${number}, ${tuple})`)
  const names = [TUPLE, ...columns.map(({ name }) => identifier(name))]
  const asked = await attempt(() =>
    connection.rows(`SELECT ${TUPLE} FROM (VALUES ${rows.join(', ')}) AS folders(${names.join(', ')})
      WHERE ${conditions.map(enclosed).join(' AND ')}`),
  )
  if ('refusal' in asked) return null
  const found = new Set(asked.result.map(([number]) => Number(number)))
  return new Set([...files.keys()].filter((file) => found.has(numbers.get(tuples[file] ?? '') ?? -1)))
}
