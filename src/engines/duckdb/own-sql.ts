import { knownError } from '../../core/errors.js'
import type { AggregateMetric, BoundMetric, OwnSql } from '../../core/metric.js'
import type { MetricPlan } from '../../core/ports.js'
import { folded, identifier } from '../../core/sql.js'
import { canonicalRows } from '../sql/rows.js'
import { STATE, UNKNOWN } from '../sql/state.js'
import { attempt, typesOf } from './attempt.js'
import { BINARY } from './check-plan.js'
import type { Connection } from './connection.js'
import { columnType, type Dataset, type Relation } from './dataset.js'
import { firstLine } from './files.js'

export type OwnMetric = AggregateMetric & { readonly own: OwnSql }

/** Columns of the dataset that the user's own SQL reads, each once, as SQL to carry along. */
export function ownColumns({ metrics }: MetricPlan, dataset: Relation): string[] {
  const reads = ownMetrics(metrics).flatMap(({ own }) => own.reads)
  return [...new Map(reads.map((name) => [folded(name), name])).values()].map((name) => {
    const wider = SIGNED[columnType(dataset, name) ?? '']
    return wider === undefined ? identifier(name) : `CAST(${identifier(name)} AS ${wider}) AS ${identifier(name)}`
  })
}

/** Unsigned integers wrap around where they are negated, and fail where a greater one is subtracted. */
const SIGNED: Readonly<Record<string, string>> = {
  UTINYINT: 'BIGINT',
  USMALLINT: 'BIGINT',
  UINTEGER: 'BIGINT',
  UBIGINT: 'HUGEINT',
}

/** Refuses metrics in the user's own SQL that do not fit the types of the dataset. */
export async function checkOwnSql(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  for (const metric of ownMetrics(plan.metrics)) {
    const reserved = metric.own.reads.find((name) => name.toLowerCase().startsWith('ctrain_'))
    if (reserved !== undefined)
      throw bad(metric, `column "${reserved}" has a name that is reserved (ctrain_…): write it under another`)
    const problem = await misfit(metric.own, `(${rowsOf(plan, dataset)})`, connection)
    if (problem !== null) throw bad(metric, problem)
  }
}

/** Refuses the metric whose SQL fails on some scored row, if there is one. */
export async function findFailingSum(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<void> {
  const rows = `(SELECT * FROM (${rowsOf(plan, dataset)}) WHERE ctrain_state = ${STATE.scored})`
  for (const { metric, params } of plan.metrics) {
    if (metric.kind !== 'aggregate' || metric.own === undefined) continue
    const summed = await sumTerms(metric.sums(params), rows, connection)
    if ('problem' in summed) throw bad({ ...metric, own: metric.own }, `${summed.problem} on this data`, 'data')
  }
}

/** Why an aggregate can't be summed over rows of these types, or null. `rows` = SQL of a relation. */
export async function misfit({ terms }: OwnSql, rows: string, connection: Connection): Promise<string | null> {
  const types = await typesOf(Object.values(terms), rows, connection)
  for (const [index, name] of Object.keys(terms).entries()) {
    const type = types[index]
    if (type === undefined) continue
    if ('refusal' in type) return `aggregate ${name} does not fit the columns: ${firstLine(type.refusal)}`
    if (!SUMMABLE.test(type.result)) return `aggregate ${name} must be a number, true or false for a row, this is ${type.result}`
  }
  return null
}

const SUMMABLE = new RegExp(`^"NULL"$|${BINARY.source}`)

/** The sums by name, or which of them fails on some row. */
export async function sumTerms(
  sums: Readonly<Record<string, string>>,
  rows: string,
  connection: Connection,
): Promise<{ readonly problem: string } | { readonly sums: readonly (readonly [name: string, sum: number])[] }> {
  const found: (readonly [string, number])[] = []
  for (const [name, sql] of Object.entries(sums)) {
    const summed = await attempt(() => connection.rows(`SELECT fsum(${sql}) FROM ${rows}`))
    if ('refusal' in summed) return { problem: `aggregate ${name} fails: ${firstLine(summed.refusal)}` }
    found.push([name, Number(summed.result[0]?.[0] ?? 0)])
  }
  return { sums: found }
}

function ownMetrics(metrics: readonly BoundMetric[]): OwnMetric[] {
  return metrics.flatMap(({ metric }) =>
    metric.kind === 'aggregate' && metric.own !== undefined ? [{ ...metric, own: metric.own }] : [],
  )
}

function rowsOf(plan: MetricPlan, dataset: Dataset): string {
  const { columns, relation } = dataset
  return canonicalRows({ plan, columns, relation, profile: UNKNOWN, carried: ownColumns(plan, dataset) })
}

function bad({ name, own }: OwnMetric, problem: string, kind: 'config' | 'data' = 'config'): Error {
  return knownError(kind, `${own.place}${name}: ${problem}`, { hint: 'docs/custom-metrics.md has examples' })
}
