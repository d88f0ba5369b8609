import type { FetchedFile } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import type { Column, EngineInput } from '../../core/ports.js'
import { identifier, literal, same } from '../../core/sql.js'
import { typeOf } from '../sql/columns.js'
import type { Connection } from './connection.js'
import { describe, naming, readParquet } from './files.js'

/** The dataset as one relation: the data files, joined with the predictions where they are kept apart. */
export interface Dataset {
  readonly columns: readonly Column[]
  /** SQL of the relation. */
  readonly relation: string
  /** Columns of the relation that say where a row stands, unless the data has columns of these names. */
  readonly place: readonly string[]
}

export async function openDataset(input: EngineInput, connection: Connection): Promise<Dataset> {
  const columns = input.files.length === 0 ? [] : await describe(input.files, connection)
  const { predictions } = input
  const place = PLACE.some((name) => has(columns, name)) ? [] : PLACE
  if (predictions === null) return { columns, relation: readParquet(input.files), place }

  const predicted = await describe(predictions.files, connection)
  for (const key of predictions.on) {
    if (!has(columns, key)) throw missingColumn(key, columns, 'the dataset')
    if (!has(predicted, key)) throw missingColumn(key, predicted, 'the predictions')
  }
  const [data, scores] = [input.files, predictions.files]
  // Daily files repeat their keys: a record's prediction is the one of its own day.
  const byDay = place.length > 0 && !has(predicted, 'filename') && [...data, ...scores].every((file) => file.day !== undefined)
  if (byDay && (has(columns, DAY) || has(predicted, DAY))) {
    throw knownError('data', `column "${DAY}" has a name that is reserved where predictions are joined by day`, {
      hint: 'write the column under another name',
    })
  }
  await refuseDuplicates(predictions, byDay, connection)
  const isOf = (names: readonly string[], name: string) => names.some((other) => same(other, name))
  const added = predicted.filter(
    ({ name }) => !isOf(predictions.on, name) && (isOf(predictions.columns, name) || !has(columns, name)),
  )
  const kept = columns.filter(({ name }) => !has(added, name))
  const select = [...kept.map(({ name }) => `d.${identifier(name)}`), ...added.map(({ name }) => `p.${identifier(name)}`)]
  const keys = predictions.on.map((key) => `d.${identifier(key)} = p.${identifier(key)}`)
  const relation = `(SELECT ${[...select, ...place.map((name) => `d.${name}`)].join(', ')}
    FROM ${withDay(data, byDay, place)} AS d LEFT JOIN ${withDay(scores, byDay)} AS p
    ON ${[...keys, ...(byDay ? [`d.${DAY} = p.${DAY}`] : [])].join(' AND ')})`
  return { columns: [...kept, ...added], relation, place }
}

const DAY = 'ctrain_day'

/** Virtual columns that DuckDB adds to Parquet files. */
const PLACE = ['filename', 'file_row_number']

/** The files as one table, with the day of each row's file as `ctrain_day` where it is asked for. */
function withDay(files: readonly FetchedFile[], byDay: boolean, place: readonly string[] = []): string {
  if (!byDay) return readParquet(files)
  const days = files.map((file) => `(${literal(file.path)}, ${literal(file.day ?? '')})`).join(', ')
  const columns = ['f.*', ...place.map((name) => `f.${name}`), `days.day AS ${DAY}`].join(', ')
  return `(SELECT ${columns} FROM ${readParquet(files)} AS f JOIN (VALUES ${days}) AS days(path, day) ON f.filename = days.path)`
}

/** Two predictions for one record leave open which one counts. */
async function refuseDuplicates(
  predictions: NonNullable<EngineInput['predictions']>,
  byDay: boolean,
  connection: Connection,
): Promise<void> {
  const names = [...predictions.on, ...(byDay ? [DAY] : [])]
  const keys = names.map(identifier).join(', ')
  // A null key joins nothing.
  const given = predictions.on.map((key) => `${identifier(key)} IS NOT NULL`).join(' AND ')
  const [row] = await naming(predictions.files, predictions.on, connection, () =>
    connection.rows(`SELECT ${keys}, CAST(count(*) AS INTEGER) FROM ${withDay(predictions.files, byDay)}
      WHERE ${given} GROUP BY ${keys} HAVING count(*) > 1 ORDER BY ${keys} LIMIT 1`),
  )
  if (row === undefined) return
  const example = predictions.on.map((key, index) => `${key} = ${row[index]}`).join(', ')
  const day = byDay ? ` on ${row[predictions.on.length]}` : ''
  throw knownError('data', `predictions.source has ${row.at(-1)} predictions for ${example}${day}`, {
    hint: 'keep one prediction per key, or join on more columns (predictions.on)',
  })
}

export function missingColumn(name: string, columns: readonly Column[], where: string): Error {
  return knownError('data', `${where} has no column "${name}"`, {
    hint: `columns there are: ${columns.map((column) => column.name).join(', ')}`,
  })
}

/** The engine's name for a column's type; undefined if there is no such column. */
export function columnType(dataset: Dataset, name: string): string | undefined {
  return typeOf(name, dataset.columns)
}

function has(columns: readonly Column[], name: string): boolean {
  return columns.some((column) => same(column.name, name))
}
