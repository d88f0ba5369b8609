import { CANONICAL } from '../../core/custom.js'
import { isKnownError, knownError } from '../../core/errors.js'
import type { Metric } from '../../core/metric.js'
import type { Column, MetricPlan, PlannedSlice } from '../../core/ports.js'
import { PREDICATE_HINT } from '../../core/predicate.js'
import { same } from '../../core/sql.js'
import type { Connection } from './connection.js'
import { type Dataset, missingColumn } from './dataset.js'
import { firstLine } from './files.js'
import type { ReadSlice } from './membership.js'
import { parsePredicates } from './predicate.js'

/** The slices of a plan with the columns that they read. Refuses predicates and columns that can't be read. */
export async function readSlices(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<ReadSlice[]> {
  const written = plan.slices.map(({ where, reads }) => (reads === undefined ? where : null) ?? 'true')
  const predicates = await parsePredicates(written, connection)
  return plan.slices.map((slice, index) => {
    const { problem = null, columns = [] } = predicates[index] ?? {}
    if (problem !== null) throw badSlice(slice, problem)
    // Values of columns are numbered by columns of such names.
    const taken = columns.find((root) => /^ctrain_\d+$/i.test(root))
    if (taken !== undefined) throw badSlice(slice, `reads "${taken}", a name that is reserved`)
    const place = `${slice.place} slice ${slice.name}: the dataset`
    return { ...slice, reads: (slice.reads ?? columns).map((root) => find(root, dataset, place).name) }
  })
}

/** The names of the columns that have a role in a plan. Refuses a plan that names others than there are. */
export function roleColumns(plan: MetricPlan, dataset: Dataset): string[] {
  return rolesOf(plan).map((name) => find(name, dataset, 'the dataset').name)
}

/** Refuses columns and predicates of a type that the plan can't use. */
export async function checkTypes(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  const { label, prediction, probabilities, weight } = plan.columns
  const [{ metric } = { metric: { name: 'the metric' } }] = plan.metrics
  const value = { binary: BINARY, multiclass: CLASS, regression: NUMERIC, ranking: NUMERIC }[plan.task]
  requireType(label, dataset, value, `label of ${metric.name}`)
  if (prediction !== null) requireType(prediction, dataset, value, 'prediction')
  for (const name of Object.values(probabilities ?? {})) requireType(name, dataset, NUMERIC, 'probability')
  if (weight !== null) requireType(weight, dataset, NUMERIC, 'row weight')
  const conditions = plan.slices.flatMap((slice) => conditionOf(slice) ?? [])
  const types = await typesOf(conditions, dataset, connection)
  if (types?.every((type) => type === 'BOOLEAN') === true) return
  for (const slice of plan.slices) {
    const where = conditionOf(slice)
    if (where === null) continue
    const type = await typeOf(slice, where, dataset, connection)
    if (type !== 'BOOLEAN') throw badSlice(slice, `must be true or false for a row, this is ${type}`)
  }
}

/** The columns that have a role in a plan. */
function rolesOf({ columns, metrics }: MetricPlan): string[] {
  const { label, prediction, probabilities, weight, id, group } = columns
  const given = [label, prediction, ...Object.values(probabilities ?? {}), weight, id, group].filter((name) => name !== null)
  return [...given, ...metrics.flatMap(({ metric }) => readsOf(metric))]
}

/** Columns of the dataset that a metric reads besides those of a role. */
function readsOf(metric: Metric): readonly string[] {
  if (metric.kind === 'aggregate') return metric.own?.reads ?? []
  return metric.kind === 'columns' ? metric.columns.filter((name) => !CANONICAL.includes(name)) : []
}

/** Refuses the slice whose predicate fails on some row, if there is one. */
export async function findFailingSlice(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  for (const slice of plan.slices) {
    const where = conditionOf(slice)
    if (where === null) continue
    try {
      await connection.rows(`SELECT count(*) FROM ${dataset.relation} WHERE (${where}\n)`)
    } catch (error) {
      if (isKnownError(error) || !(error instanceof Error)) throw error
      throw badSlice(slice, `fails on this data: ${firstLine(error)}`, error)
    }
  }
}

/** What is evaluated for a slice: nothing of one that has the rows of no others. */
function conditionOf({ where, others }: PlannedSlice): string | null {
  return others === undefined ? where : null
}

/** Null when one of them does not fit the data. */
async function typesOf(conditions: readonly string[], dataset: Dataset, connection: Connection): Promise<string[] | null> {
  if (conditions.length === 0) return []
  try {
    const list = conditions.map((where) => `(${where}\n)`).join(', ')
    return (await connection.rows(`DESCRIBE SELECT ${list} FROM ${dataset.relation}`)).map((row) => String(row[1]))
  } catch (error) {
    if (isKnownError(error)) throw error
    return null
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
export const BINARY = new RegExp(`^BOOLEAN$|${NUMERIC.source}`)
const CLASS = new RegExp(`^VARCHAR$|^ENUM|${BINARY.source}`)

function requireType(name: string, dataset: Dataset, type: RegExp, role: string): void {
  const found = find(name, dataset, 'the dataset')
  if (type.test(found.type)) return
  const wanted = type === NUMERIC ? 'a number' : type === BINARY ? 'boolean or a number' : 'text, boolean or a number'
  throw knownError('data', `column "${name}" has type ${found.type}, but the ${role} must be ${wanted}`, {
    hint: 'convert the column where it is written, or name another one under dataset.columns',
  })
}

function find(name: string, dataset: Dataset, where: string): Column {
  const found = dataset.columns.find((candidate) => same(candidate.name, name))
  if (found === undefined) throw missingColumn(name, dataset.columns, where)
  return found
}
