import { knownError } from '../../core/errors.js'
import type { Column, EngineInput } from '../../core/ports.js'
import { identifier, same } from '../sql/quote.js'
import type { Connection } from './connection.js'
import { describe, readParquet } from './files.js'

/** The dataset as one relation: the data files, joined with the predictions where they are kept apart. */
export interface Dataset {
  readonly columns: readonly Column[]
  /** SQL of the relation. `located` adds the columns `filename` and `file_row_number`. */
  relation(located?: boolean): string
}

export async function openDataset(input: EngineInput, connection: Connection): Promise<Dataset> {
  const columns = input.files.length === 0 ? [] : await describe(input.files, connection)
  const data = (located: boolean) => readParquet(input.files, located ? ['filename = true', 'file_row_number = true'] : [])
  const { predictions } = input
  if (predictions === null) return { columns, relation: (located = false) => data(located) }

  const predicted = await describe(predictions.files, connection)
  requireKeys(predictions.on, columns, 'the dataset')
  requireKeys(predictions.on, predicted, 'the predictions')
  await refuseDuplicates(input, connection)
  const own = columns.filter(({ name }) => !isKey(name, predictions.on) && predicted.some((column) => same(column.name, name)))
  const kept = columns.filter((column) => !own.includes(column))
  const added = predicted.filter(({ name }) => !isKey(name, predictions.on))
  const select = [...kept.map(({ name }) => `d.${identifier(name)}`), ...added.map(({ name }) => `p.${identifier(name)}`)]
  const keys = predictions.on.map((key) => `d.${identifier(key)} = p.${identifier(key)}`).join(' AND ')
  return {
    columns: [...kept, ...added],
    relation(located = false) {
      const place = located ? ', d.filename, d.file_row_number' : ''
      return `(SELECT ${select.join(', ')}${place} FROM ${data(located)} AS d LEFT JOIN ${readParquet(predictions.files)} AS p ON ${keys})`
    },
  }
}

function requireKeys(keys: readonly string[], columns: readonly Column[], where: string): void {
  for (const key of keys) {
    if (!columns.some((column) => same(column.name, key))) throw missingColumn(key, columns, where)
  }
}

/** Two predictions for one record leave open which one counts. */
async function refuseDuplicates(input: EngineInput, connection: Connection): Promise<void> {
  const { predictions } = input
  if (predictions === null) return
  const keys = predictions.on.map(identifier).join(', ')
  const [row] = await connection.rows(
    `SELECT ${keys}, CAST(count(*) AS INTEGER) FROM ${readParquet(predictions.files)} GROUP BY ${keys} HAVING count(*) > 1 ORDER BY ${keys} LIMIT 1`,
  )
  if (row === undefined) return
  const example = predictions.on.map((key, index) => `${key} = ${row[index]}`).join(', ')
  throw knownError('data', `predictions.source has ${row.at(-1)} predictions for ${example}`, {
    hint: 'keep one prediction per key, or join on more columns (predictions.on)',
  })
}

export function missingColumn(name: string, columns: readonly Column[], where: string): Error {
  return knownError('data', `${where} has no column "${name}"`, {
    hint: `columns there are: ${columns.map((column) => column.name).join(', ')}`,
  })
}

function isKey(name: string, keys: readonly string[]): boolean {
  return keys.some((key) => same(key, name))
}
