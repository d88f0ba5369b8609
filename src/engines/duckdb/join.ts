import { knownError } from '../../core/errors.js'
import type { Column, EngineInput } from '../../core/ports.js'
import { identifier, literal, same } from '../../core/sql.js'
import type { Connection } from './connection.js'
import { type FileTable, findColumn, has } from './file-table.js'
import { naming } from './naming.js'
import { perFile } from './per-file.js'

/** A dataset joined with predictions that are kept apart. */
export interface Joined {
  readonly columns: readonly Column[]
  /** SQL of the rows of the dataset, each with its prediction if there is one. */
  readonly relation: string
  /** SQL of these rows and of the predictions that belong to none. */
  readonly both: string
  /** The predictions as they are, and what the relations have of them. */
  readonly scores: FileTable
  readonly added: readonly Column[]
}

/** Columns of the relations: true where there is a row of the dataset, or a prediction; else null. */
export const RECORDED = 'ctrain_recorded'
export const PREDICTED = 'ctrain_predicted'
const DAY = 'ctrain_day'

type Predictions = NonNullable<EngineInput['predictions']>

/** Refuses keys that a side lacks or has twice. `where` = conditions on the rows of the dataset. */
export async function joinPredictions(
  { table: data, where }: { readonly table: FileTable; readonly where: readonly string[] },
  predictions: Predictions,
  scores: FileTable,
  connection: Connection,
): Promise<Joined> {
  checkKeys(predictions.on, data, scores)
  const byDay = isByDay(data, scores)
  for (const name of [...(byDay ? [DAY] : []), RECORDED, PREDICTED]) refuseReserved(name, data, scores)
  await refuseDuplicates(predictions, scores, byDay, connection)
  const isOf = (names: readonly string[], name: string) => names.some((other) => same(other, name))
  const added = scores.columns.filter(
    ({ name }) => !isOf(predictions.on, name) && (isOf(predictions.columns, name) || !has(data.columns, name)),
  )
  const kept = data.columns.filter(({ name }) => !has(added, name))
  const place = [...data.place, ...(data.fileIndex === null ? [] : [data.fileIndex]), RECORDED]
  const select = [
    ...kept.map(({ name }) => `d.${identifier(name)}`),
    ...added.map(({ name }) => `p.${identifier(name)}`),
    ...place.map((name) => `d.${name}`),
    `p.${PREDICTED}`,
  ]
  const equal = [
    ...predictions.on.map((key) => `d.${identifier(key)} = p.${identifier(key)}`),
    ...(byDay ? [`d.${DAY} = p.${DAY}`] : []),
  ]
  const side = (table: FileTable, mark: string) => [`true AS ${mark}`, ...(byDay ? [dayOf(table)] : [])]
  const join = (kind: 'LEFT' | 'FULL') => `(SELECT ${select.join(', ')}
    FROM ${data.relation({ more: side(data, RECORDED), where })} AS d
    ${kind} JOIN ${scores.relation({ more: side(scores, PREDICTED) })} AS p ON ${equal.join(' AND ')})`
  return { columns: [...kept, ...added], relation: join('LEFT'), both: join('FULL'), scores, added }
}

function checkKeys(keys: readonly string[], data: FileTable, scores: FileTable): void {
  for (const key of keys) {
    const { type: own } = findColumn(key, data.columns, 'the dataset')
    const { type: other } = findColumn(key, scores.columns, 'the predictions')
    if (isText(own) === isText(other)) continue
    throw knownError('data', `predictions.on: ${key} is ${own} in the dataset but ${other} in the predictions`, {
      hint: 'write the key with one type on both sides',
    })
  }
}

function isText(type: string): boolean {
  return /^(VARCHAR|ENUM|BLOB|UUID)/.test(type)
}

/** Daily files repeat their keys: a record's prediction is the one of its own day. */
function isByDay(data: FileTable, scores: FileTable): boolean {
  return [data, scores].every(({ files, fileIndex }) => fileIndex !== null && files.every(({ day }) => day !== undefined))
}

function dayOf({ files }: FileTable): string {
  return `${perFile(files.map(({ day = '' }) => literal(day)))} AS ${DAY}`
}

function refuseReserved(name: string, data: FileTable, scores: FileTable): void {
  if (!has(data.columns, name) && !has(scores.columns, name)) return
  throw knownError('data', `column "${name}" has a name that is reserved where predictions are kept apart`, {
    hint: 'write the column under another name',
  })
}

/** Two predictions for one record leave open which one counts. */
async function refuseDuplicates(
  { on, files }: Predictions,
  scores: FileTable,
  byDay: boolean,
  connection: Connection,
): Promise<void> {
  const keys = [...on, ...(byDay ? [DAY] : [])].map(identifier).join(', ')
  // A null key joins nothing.
  const given = on.map((key) => `${identifier(key)} IS NOT NULL`).join(' AND ')
  const [row] = await naming(files, on, connection, () =>
    connection.rows(`SELECT ${keys}, CAST(count(*) AS INTEGER) FROM ${scores.relation({ more: byDay ? [dayOf(scores)] : [] })}
      WHERE ${given} GROUP BY ${keys} HAVING count(*) > 1 ORDER BY ${keys} LIMIT 1`),
  )
  if (row === undefined) return
  const example = on.map((key, index) => `${key} = ${row[index]}`).join(', ')
  const day = byDay ? ` on ${row[on.length]}` : ''
  throw knownError('data', `predictions.source has ${row.at(-1)} predictions for ${example}${day}`, {
    hint: 'keep one prediction per key, or join on more columns (predictions.on)',
  })
}
