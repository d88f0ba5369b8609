import type { SourceFile } from '../../core/data-source.js'
import type { FileChoice } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { typeOf } from '../sql/columns.js'
import { attempt } from './attempt.js'
import { conjunctsOf } from './conjuncts.js'
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
  const conditions = [...(await ofFolders(choice, connection)), ...(await ofTime(choice, connection))]
  if (conditions.length === 0 || files.length < 2) return files
  const values = choice.columns.map((column) => folderValues(column, files))
  const tuples = files.map((_, file) => values.map((ofColumn) => ofColumn[file]).join(', '))
  const numbers = new Map([...new Set(tuples)].map((tuple, number) => [tuple, number]))
  const rows = [...numbers].map(([tuple, number]) => `(${number}, ${tuple})`)
  const names = [TUPLE, ...choice.columns.map(({ name }) => identifier(name))]
  const asked = await attempt(() =>
    connection.rows(`SELECT ${TUPLE} FROM (VALUES ${rows.join(', ')}) AS folders(${names.join(', ')})
      WHERE ${conditions.map(enclosed).join(' AND ')}`),
  )
  // What fails on a folder that no row of the dataset is in may be right all the same.
  if ('refusal' in asked) return files
  const kept = new Set(asked.result.map(([number]) => Number(number)))
  const needed = files.filter((_, file) => kept.has(numbers.get(tuples[file] ?? '') ?? -1))
  return needed.length === 0 ? files.slice(0, 1) : needed
}

const TUPLE = 'ctrain_tuple'

/** Those conditions of the filter that read only columns of folders. */
export async function ofFolders(
  { filter, columns }: Pick<FileChoice, 'filter' | 'columns'>,
  connection: Connection,
): Promise<string[]> {
  if (filter === null || columns.length === 0) return []
  const conjuncts = await conjunctsOf(filter, connection)
  return conjuncts
    .filter(({ columns: reads }) => reads.length > 0 && reads.every((name) => has(columns, name)))
    .map(({ sql }) => sql)
}

async function ofTime({ time, timezone, columns }: FileChoice, connection: Connection): Promise<string[]> {
  const type = time === null ? undefined : typeOf(time.column, columns)
  return time === null || type === undefined || !isTime(type) ? [] : await conditionsOfTime(time, type, timezone, connection)
}
