import { isKnownError, knownError } from '../../core/errors.js'
import type { Column, MetricPlan, PlannedSlice } from '../../core/ports.js'
import { PREDICATE_HINT } from '../../core/predicate.js'
import { same } from '../sql/quote.js'
import type { Connection } from './connection.js'
import { type Dataset, missingColumn } from './dataset.js'
import { firstLine } from './files.js'
import { parsePredicate } from './predicate.js'

/** The names of the columns that a plan's scan reads. Refuses predicates and columns that can't be read. */
export async function columnsOf(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<string[]> {
  const { label, prediction, weight } = plan.columns
  const named = [label, prediction, weight, plan.id, plan.group].filter((name) => name !== null)
  const names = named.map((name) => find(name, dataset, 'the dataset').name)
  for (const slice of plan.slices) {
    if (slice.where === null) continue
    const predicate = await parsePredicate(slice.where, connection)
    if (predicate.problem !== null) throw badSlice(slice, predicate.problem)
    const place = `${slice.place} slice ${slice.name}: the dataset`
    names.push(...predicate.columns.map((root) => find(root, dataset, place).name))
  }
  return [...new Set(names)]
}

/** Refuses columns and predicates of a type that the plan can't use. */
export async function checkTypes(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  const { name, task } = plan.metric.metric
  const value = task === 'binary' ? BINARY : NUMERIC
  requireType(plan.columns.label, dataset, value, `label of ${name}`)
  requireType(plan.columns.prediction, dataset, value, 'prediction')
  if (plan.columns.weight !== null) requireType(plan.columns.weight, dataset, NUMERIC, 'row weight')
  for (const slice of plan.slices) {
    if (slice.where === null) continue
    const type = await typeOf(slice, slice.where, dataset, connection)
    if (type !== 'BOOLEAN') throw badSlice(slice, `must be true or false for a row, this is ${type}`)
  }
}

/** Refuses the slice whose predicate fails on some row, if there is one. */
export async function findFailingSlice(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  for (const slice of plan.slices) {
    if (slice.where === null) continue
    try {
      await connection.rows(`SELECT count(*) FROM ${dataset.relation} WHERE (${slice.where}\n)`)
    } catch (error) {
      if (isKnownError(error) || !(error instanceof Error)) throw error
      throw badSlice(slice, `fails on this data: ${firstLine(error)}`, error)
    }
  }
}

async function typeOf(slice: PlannedSlice, where: string, dataset: Dataset, connection: Connection): Promise<string> {
  try {
    const [row] = await connection.rows(`DESCRIBE SELECT (${where}\n) FROM ${dataset.relation}`)
    return String(row?.[1])
  } catch (error) {
    if (isKnownError(error) || !(error instanceof Error)) throw error
    throw badSlice(slice, `does not fit the data: ${firstLine(error)}`, error)
  }
}

function badSlice({ name, place }: PlannedSlice, problem: string, cause?: Error): Error {
  return knownError('config', `${place} slice ${name}: where ${problem}`, { hint: PREDICATE_HINT, ...(cause && { cause }) })
}

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/
const BINARY = new RegExp(`^BOOLEAN$|${NUMERIC.source}`)

function requireType(name: string, dataset: Dataset, type: RegExp, role: string): void {
  const found = find(name, dataset, 'the dataset')
  if (type.test(found.type)) return
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
