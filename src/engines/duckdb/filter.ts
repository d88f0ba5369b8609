import { knownError } from '../../core/errors.js'
import type { Column, Predicate } from '../../core/ports.js'
import { PREDICATE_HINT } from '../../core/predicate.js'
import { attempt, typesOf } from './attempt.js'
import type { Connection } from './connection.js'
import { enclosed, findColumn } from './file-table.js'
import { firstLine } from './files.js'
import { parseScalars } from './scalar.js'

/** The columns that a filter reads, by the names they have. Refuses what is no scalar expression over these columns. */
export async function readFilter(filter: Predicate, columns: readonly Column[], connection: Connection): Promise<string[]> {
  const [{ problem, columns: reads } = { problem: 'was not parsed', columns: [] }] = await parseScalars([filter.text], connection)
  if (problem !== null) throw bad(filter, problem)
  const taken = reads.find((name) => /^ctrain_/i.test(name))
  if (taken !== undefined) throw bad(filter, `reads "${taken}", a name that is reserved`)
  return reads.map((name) => findColumn(name, columns, `${filter.place} filter: the dataset`).name)
}

/** Refuses a filter that is not true or false for a row. */
export async function checkFilterType(filter: Predicate, relation: string, connection: Connection): Promise<void> {
  const [type] = await typesOf([filter.text], relation, connection)
  if (type === undefined) throw new Error('a filter has no type')
  if ('refusal' in type) throw bad(filter, `does not fit the data: ${firstLine(type.refusal)}`, type.refusal)
  if (type.result !== 'BOOLEAN') throw bad(filter, `must be true or false for a row, this is ${type.result}`)
}

/** Refuses a filter that fails on some row of the relation. */
export async function findFailingFilter(filter: Predicate, relation: string, connection: Connection): Promise<void> {
  const counted = await attempt(() => connection.rows(`SELECT count(*) FROM ${relation} WHERE ${enclosed(filter.text)}`))
  if ('refusal' in counted) throw bad(filter, `fails on this data: ${firstLine(counted.refusal)}`, counted.refusal)
}

function bad({ place }: Predicate, problem: string, cause?: Error): Error {
  return knownError('config', `${place} filter: ${problem}`, { hint: PREDICATE_HINT, ...(cause && { cause }) })
}
