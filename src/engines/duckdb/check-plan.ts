import { isKnownError, knownError } from '../../core/errors.js'
import type { Column, MetricPlan, PlannedSlice } from '../../core/ports.js'
import { PREDICATE_HINT } from '../../core/predicate.js'
import type { Connection } from './connection.js'
import { type Dataset, missingColumn, same } from './dataset.js'
import { parsePredicate } from './predicate.js'

/** Refuses a plan that the dataset can't answer; returns the names of the columns that its scan reads. */
export async function checkPlan(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<string[]> {
  const { name, task } = plan.metric.metric
  const read = [
    column(plan.columns.label, dataset, task === 'binary' ? BINARY : NUMERIC, `label of ${name}`),
    column(plan.columns.prediction, dataset, task === 'binary' ? BINARY : NUMERIC, 'prediction'),
  ]
  if (plan.columns.weight !== null) read.push(column(plan.columns.weight, dataset, NUMERIC, 'row weight'))
  for (const name of [plan.id, plan.group]) {
    if (name !== null) read.push(find(name, dataset, 'the dataset'))
  }
  const names = read.map((found) => found.name)
  for (const slice of plan.slices) {
    if (slice.where !== null) names.push(...(await checkSlice(slice, slice.where, dataset, connection)))
  }
  return [...new Set(names)]
}

async function checkSlice(slice: PlannedSlice, where: string, dataset: Dataset, connection: Connection): Promise<string[]> {
  const predicate = await parsePredicate(where, connection)
  if (predicate.problem !== null) throw badSlice(slice, predicate.problem)
  const place = `${slice.place} slice ${slice.name}: the dataset`
  const columns = predicate.columns.map((root) => find(root, dataset, place).name)
  const type = await typeOf(slice, where, dataset, connection)
  if (type !== 'BOOLEAN') throw badSlice(slice, `must be true or false for a row, this is ${type}`)
  return columns
}

async function typeOf(slice: PlannedSlice, where: string, dataset: Dataset, connection: Connection): Promise<string> {
  try {
    const [row] = await connection.rows(`DESCRIBE SELECT (${where}\n) FROM ${dataset.relation()}`)
    return String(row?.[1])
  } catch (error) {
    if (isKnownError(error) || !(error instanceof Error)) throw error
    throw badSlice(slice, `does not fit the data: ${error.message.split('\n')[0]}`, error)
  }
}

function badSlice({ name, place }: PlannedSlice, problem: string, cause?: Error): Error {
  return knownError('config', `${place} slice ${name}: where ${problem}`, { hint: PREDICATE_HINT, ...(cause && { cause }) })
}

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/
const BINARY = new RegExp(`^BOOLEAN$|${NUMERIC.source}`)

function column(name: string, dataset: Dataset, type: RegExp, role: string): Column {
  const found = find(name, dataset, 'the dataset')
  if (type.test(found.type)) return found
  const wanted = type === BINARY ? 'boolean or a number' : 'a number'
  throw knownError('data', `column "${name}" has type ${found.type}, but the ${role} must be ${wanted}`, {
    hint: 'convert the column where it is written, or name another one under dataset.columns',
  })
}

function find(name: string, dataset: Dataset, where: string): Column {
  const found = dataset.columns.find((candidate) => same(candidate.name, name))
  if (found === undefined) throw missingColumn(name, dataset.columns, where)
  return found
}
