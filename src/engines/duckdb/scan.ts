import type { DuckDBValue } from '@duckdb/node-api'
import type { AggregateMetric, Statistics } from '../../core/metric.js'
import type { MetricPlan, ScanResult } from '../../core/ports.js'
import { MASK_BITS, maskColumns } from '../sql/rows.js'
import type { Connection } from './connection.js'
import { type Moments, mergeMoments } from './moments.js'

/** Rows that belong to exactly the same slices, and their statistics. */
export interface Cell {
  readonly masks: readonly number[]
  readonly facts: Facts
  readonly sums: readonly number[]
  readonly moments: Moments | null
}

/** Counts of rows; the flags are those of `canonicalRows`. */
export interface Facts {
  readonly rows: number
  readonly labelled: number
  readonly invalidLabel: number
  readonly invalidPrediction: number
  readonly invalidWeight: number
  readonly kept: number
}

/**
 * One scan for all slices: rows are grouped by their slice membership, additive statistics are kept per
 * group, and a slice is the sum of its groups.
 */
export async function scanCells(plan: MetricPlan, canonical: string, connection: Connection): Promise<Cell[]> {
  const metric = plan.metric.metric
  const masks = maskColumns(plan.slices.length)
  const sums = metric.kind === 'aggregate' ? Object.values(metric.sums) : []
  const wantsMoments = metric.kind === 'aggregate' && metric.labelMoments === true
  const centered = wantsMoments
    ? `canonical JOIN (SELECT ${masks.join(', ')}, avg(label) AS center FROM canonical WHERE scored GROUP BY ${masks.join(', ')}) USING (${masks.join(', ')})`
    : 'canonical'
  const rows = await connection.rows(`
    WITH canonical AS (${canonical})
    SELECT ${[...masks, ...FACTS, ...sums.map(sumScored), ...(wantsMoments ? MOMENTS : [])].join(',\n      ')}
    FROM ${centered} GROUP BY ${masks.join(', ')} ORDER BY ${masks.join(', ')}`)
  return rows.map((row) => readCell(row.map(toNumber), masks.length, sums.length))
}

/** Sums the cells of each slice. */
export function sliceStatistics(plan: MetricPlan, cells: readonly Cell[]): ScanResult['slices'] {
  const metric = plan.metric.metric
  return plan.slices.map((_, slice) => {
    const members = cells.filter((cell) => isMember(cell.masks, slice))
    const rows = total(members.map(({ facts }) => facts.kept))
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
  const names = Object.keys(metric.sums)
  const sums = names.map((name, index) => [name, total(cells.map((cell) => cell.sums[index] ?? 0))])
  const moments = cells.flatMap((cell) => (cell.moments === null ? [] : [cell.moments]))
  return { ...Object.fromEntries(sums), ...(metric.labelMoments === true ? mergeMoments(moments) : {}) }
}

const FACTS = [
  'count(*)',
  'count(*) FILTER (WHERE labelled)',
  'count(*) FILTER (WHERE invalid_label)',
  'count(*) FILTER (WHERE invalid_prediction)',
  'count(*) FILTER (WHERE invalid_weight)',
  'count(*) FILTER (WHERE labelled AND NOT invalid_prediction)',
]

const MOMENTS = [
  'count(*) FILTER (WHERE scored)',
  sumScored('weight'),
  sumScored('weight * (label - center)'),
  sumScored('weight * (label - center) * (label - center)'),
  'any_value(center)',
  'min(label) FILTER (WHERE scored)',
  'max(label) FILTER (WHERE scored)',
]

/** Compensated summation: what threads add in what order changes the last bits only. */
function sumScored(expression: string): string {
  return `coalesce(fsum(${expression}) FILTER (WHERE scored), 0)`
}

function readCell(values: readonly number[], maskCount: number, sumCount: number): Cell {
  const at = (index: number) => values[maskCount + index] ?? 0
  const facts = { rows: at(0), labelled: at(1), invalidLabel: at(2), invalidPrediction: at(3), invalidWeight: at(4), kept: at(5) }
  const firstMoment = FACTS.length + sumCount
  const rest = values.slice(maskCount + firstMoment)
  const [rows = 0, weight = 0, first = 0, second = 0, center = 0, min = 0, max = 0] = rest
  return {
    masks: values.slice(0, maskCount),
    facts,
    sums: values.slice(maskCount + FACTS.length, maskCount + firstMoment),
    moments:
      rest.length === 0 || rows === 0
        ? null
        : { rows, weight, mean: center + first / weight, m2: second - (first * first) / weight, min, max },
  }
}

function toNumber(value: DuckDBValue | undefined): number {
  if (value === null) return 0
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return value
  throw new Error(`a statistic has type ${typeof value}`)
}
