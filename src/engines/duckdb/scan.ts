import type { DuckDBValue } from '@duckdb/node-api'
import { type AggregateMetric, type Statistics, statistic } from '../../core/metric.js'
import type { MetricPlan, ScanResult } from '../../core/ports.js'
import { MASK_BITS, maskColumns } from '../sql/rows.js'
import type { Connection } from './connection.js'
import { type Moments, mergeMoments } from './moments.js'

/** Rows that belong to exactly the same slices, and their statistics. */
export interface Cell {
  readonly masks: readonly number[]
  readonly facts: Facts
  readonly sums: Statistics
  readonly moments: Moments | null
}

/** Counts of rows, and the greatest weight; the flags are those of `canonicalRows`. */
export type Facts = Readonly<Record<keyof typeof FACTS, number>>

/**
 * One scan for all slices: rows are grouped by their slice membership, additive statistics are kept per
 * group, and a slice is the sum of its groups.
 */
export async function scanCells(plan: MetricPlan, canonical: string, connection: Connection): Promise<Cell[]> {
  const metric = plan.metric.metric
  const masks = maskColumns(plan.slices.length)
  const sums = metric.kind === 'aggregate' ? Object.entries(metric.sums) : []
  const isCentered = metric.kind === 'aggregate' && metric.labelMoments === true
  const columns = [
    ...masks,
    ...Object.entries(FACTS).map(([name, expression]) => `${expression} AS fact_${name}`),
    ...sums.map(([name, expression]) => `${sumScored(expression)} AS sum_${name}`),
    ...(isCentered ? Object.entries(MOMENTS).map(([name, expression]) => `${expression} AS moment_${name}`) : []),
  ]
  const records = await connection.records(`
    WITH canonical AS (${canonical})
    SELECT ${columns.join(',\n      ')}
    FROM ${isCentered ? centered(masks) : 'canonical'} GROUP BY ${masks.join(', ')} ORDER BY ${masks.join(', ')}`)
  return records.map((record) => ({
    masks: masks.map((mask) => toNumber(record[mask])),
    facts: {
      rows: toNumber(record['fact_rows']),
      labelled: toNumber(record['fact_labelled']),
      invalidLabel: toNumber(record['fact_invalidLabel']),
      invalidPrediction: toNumber(record['fact_invalidPrediction']),
      invalidWeight: toNumber(record['fact_invalidWeight']),
      scored: toNumber(record['fact_scored']),
      maxWeight: toNumber(record['fact_maxWeight']),
    },
    sums: Object.fromEntries(sums.map(([name]) => [name, toNumber(record[`sum_${name}`])])),
    moments: isCentered ? readMoments(record) : null,
  }))
}

/** Sums the cells of each slice. */
export function sliceStatistics(plan: MetricPlan, cells: readonly Cell[]): ScanResult['slices'] {
  const metric = plan.metric.metric
  return plan.slices.map((_, slice) => {
    const members = cells.filter((cell) => isMember(cell.masks, slice))
    const rows = total(members.map(({ facts }) => facts.scored))
    return { rows, statistics: metric.kind === 'aggregate' ? mergeStatistics(metric, members) : {} }
  })
}

/** Indexes of the slices whose bits are set. */
export function membersOf(masks: readonly number[], sliceCount: number): number[] {
  return Array.from({ length: sliceCount }, (_, slice) => slice).filter((slice) => isMember(masks, slice))
}

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function isMember(masks: readonly number[], slice: number): boolean {
  return ((masks[Math.floor(slice / MASK_BITS)] ?? 0) & (1 << (slice % MASK_BITS))) !== 0
}

function mergeStatistics(metric: AggregateMetric, cells: readonly Cell[]): Statistics {
  const sums = Object.keys(metric.sums).map((name) => [name, total(cells.map((cell) => statistic(cell.sums, name)))])
  const moments = cells.flatMap((cell) => (cell.moments === null ? [] : [cell.moments]))
  return { ...Object.fromEntries(sums), ...(metric.labelMoments === true ? mergeMoments(moments) : {}) }
}

/** Labels are centred on their group's mean before they are squared. A group without scored rows keeps its counts. */
function centered(masks: readonly string[]): string {
  const keys = masks.join(', ')
  return `canonical LEFT JOIN (
      SELECT ${keys}, sum(weight * label) / sum(weight) AS center FROM canonical WHERE scored GROUP BY ${keys}
    ) USING (${keys})`
}

const FACTS = {
  rows: 'count(*)',
  labelled: 'count(*) FILTER (WHERE labelled)',
  invalidLabel: 'count(*) FILTER (WHERE invalid_label)',
  invalidPrediction: 'count(*) FILTER (WHERE invalid_prediction)',
  invalidWeight: 'count(*) FILTER (WHERE invalid_weight)',
  scored: 'count(*) FILTER (WHERE scored)',
  maxWeight: 'max(weight) FILTER (WHERE scored)',
} as const

const MOMENTS = {
  rows: 'count(*) FILTER (WHERE scored)',
  weight: sumScored('weight'),
  first: sumScored('weight * (label - center)'),
  second: sumScored('weight * (label - center) * (label - center)'),
  center: 'any_value(center)',
  min: 'min(label) FILTER (WHERE scored)',
  max: 'max(label) FILTER (WHERE scored)',
} as const

/** Compensated summation: what threads add in what order changes the last bits only. */
function sumScored(expression: string): string {
  return `coalesce(fsum(${expression}) FILTER (WHERE scored), 0)`
}

function readMoments(record: Readonly<Record<string, DuckDBValue>>): Moments | null {
  const read = (name: keyof typeof MOMENTS) => toNumber(record[`moment_${name}`])
  if (read('rows') === 0) return null
  const weight = read('weight')
  const offset = read('first') / weight
  return {
    rows: read('rows'),
    weight,
    center: read('center'),
    offset,
    m2: read('second') - read('first') * offset,
    min: read('min'),
    max: read('max'),
  }
}

function toNumber(value: DuckDBValue | undefined): number {
  if (value === null) return 0
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return value
  throw new Error(`a statistic has type ${typeof value}`)
}
