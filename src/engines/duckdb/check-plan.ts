import { knownError } from '../../core/errors.js'
import { columnsReadBy } from '../../core/metric-columns.js'
import type { MetricPlan, PlannedSlice } from '../../core/ports.js'
import { PREDICATE_HINT } from '../../core/predicate.js'
import { attempt, typesOf } from './attempt.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { findText } from './example-text.js'
import { enclosed, findColumn } from './file-table.js'
import { firstLine } from './files.js'
import type { ReadSlice } from './membership.js'
import { parseScalars } from './scalar.js'

/** The slices of a plan with the columns that they read. Refuses predicates and columns that can't be read. */
export async function readSlices(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<ReadSlice[]> {
  const written = plan.slices.map(({ where, reads }) => (reads === undefined ? where : null) ?? 'true')
  const predicates = await parseScalars(written, connection)
  return plan.slices.map((slice, index) => {
    const { problem = null, columns = [] } = predicates[index] ?? {}
    if (problem !== null) throw badSlice(slice, problem)
    // Values of columns are numbered by columns of such names.
    const taken = columns.find((root) => /^ctrain_\d+$/i.test(root))
    if (taken !== undefined) throw badSlice(slice, `reads "${taken}", a name that is reserved`)
    const place = `${slice.place} slice ${slice.name}: the dataset`
    return { ...slice, reads: (slice.reads ?? columns).map((root) => findColumn(root, dataset.columns, place).name) }
  })
}

/** The names of the columns that have a role in a plan. Refuses a plan that names others than there are. */
export function roleColumns(plan: MetricPlan, dataset: Dataset): string[] {
  return rolesOf(plan).map((name) => findColumn(name, dataset.columns, 'the dataset').name)
}

/** Refuses columns and predicates of a type that the plan can't use. */
export async function checkTypes(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  const { label, prediction, probabilities, weight } = plan.columns
  const [{ metric } = { metric: { name: 'the metric' } }] = plan.metrics
  const value = { binary: BINARY, multiclass: CLASS, regression: NUMERIC, ranking: NUMERIC }[plan.task]
  const require = (name: string, type: RegExp, role: string) => requireType({ name, type, role }, dataset, connection)
  await require(label, value, `label of ${metric.name}`)
  if (prediction !== null) await require(prediction, value, 'prediction')
  for (const name of Object.values(probabilities ?? {})) await require(name, NUMERIC, 'probability')
  if (weight !== null) await require(weight, NUMERIC, 'row weight')
  if (prediction !== null && plan.task === 'multiclass') refuseBooleansAndTexts([label, prediction], dataset)
  const slices = plan.slices.filter((slice) => conditionOf(slice) !== null)
  const conditions = slices.flatMap((slice) => conditionOf(slice) ?? [])
  for (const [index, type] of (await typesOf(conditions, dataset.relation, connection)).entries()) {
    const slice = slices[index]
    if (slice === undefined) continue
    if ('refusal' in type) throw badSlice(slice, `does not fit the data: ${firstLine(type.refusal)}`, type.refusal)
    if (type.result !== 'BOOLEAN') throw badSlice(slice, `must be true or false for a row, this is ${type.result}`)
  }
}

/** The columns that have a role in a plan. */
function rolesOf({ columns, metrics }: MetricPlan): string[] {
  const { label, prediction, probabilities, weight, id, group } = columns
  const given = [label, prediction, ...Object.values(probabilities ?? {}), weight, id, group].filter((name) => name !== null)
  return [...given, ...metrics.flatMap(({ metric }) => columnsReadBy(metric))]
}

/** Refuses the slice whose predicate fails on some row, if there is one. */
export async function findFailingSlice(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  for (const slice of plan.slices) {
    const where = conditionOf(slice)
    if (where === null) continue
    const counted = await attempt(() => connection.rows(`SELECT count(*) FROM ${dataset.relation} WHERE ${enclosed(where)}`))
    if ('refusal' in counted) throw badSlice(slice, `fails on this data: ${firstLine(counted.refusal)}`, counted.refusal)
  }
}

/** What is evaluated for a slice: nothing of one that has the rows of no others. */
function conditionOf({ where, others }: PlannedSlice): string | null {
  return others === undefined ? where : null
}

function badSlice({ name, place }: PlannedSlice, problem: string, cause?: Error): Error {
  return knownError('config', `${place} slice ${name}: where ${problem}`, { hint: PREDICATE_HINT, ...(cause && { cause }) })
}

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/
export const BINARY = new RegExp(`^BOOLEAN$|${NUMERIC.source}`)
const CLASS = new RegExp(`^VARCHAR$|^ENUM|${BINARY.source}`)

interface Required {
  readonly name: string
  readonly type: RegExp
  readonly role: string
}

async function requireType({ name, type, role }: Required, dataset: Dataset, connection: Connection): Promise<void> {
  const found = findColumn(name, dataset.columns, 'the dataset')
  if (type.test(found.type)) return
  const wanted = type === NUMERIC ? 'a number' : type === BINARY ? 'boolean or a number' : 'text, boolean or a number'
  const example = found.type === 'VARCHAR' ? await findText(found.name, dataset, connection) : ''
  throw knownError('data', `column "${name}" has type ${found.type}, but the ${role} must be ${wanted}${example}`, {
    hint: 'convert the column where it is written, or name another one under dataset.columns',
  })
}

/** Classes are compared by their text, and booleans have none of their own: True, true or 1. */
function refuseBooleansAndTexts(names: readonly [label: string, prediction: string], dataset: Dataset): void {
  const [label, prediction] = names.map((name) => findColumn(name, dataset.columns, 'the dataset'))
  const types = [label?.type, prediction?.type]
  if (!types.includes('BOOLEAN') || !types.some((type) => type === 'VARCHAR' || type?.startsWith('ENUM') === true)) return
  const [text, flag] = types[0] === 'BOOLEAN' ? [prediction, label] : [label, prediction]
  throw knownError('data', `column "${text?.name}" is text and column "${flag?.name}" boolean: their classes can't be compared`, {
    hint: 'write label and prediction with one type',
  })
}
