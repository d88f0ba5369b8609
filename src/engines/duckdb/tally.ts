import type { DayCounts, Unmatched } from '../../core/evaluation.js'
import type { EngineInput, MetricPlan, ScanResult } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { type DayKey, dayKey } from './day-key.js'
import { enclosed } from './file-table.js'
import { PREDICTED, RECORDED } from './join.js'
import { toNumber } from './values.js'

/** Facts of the dataset, whatever the metrics: rows and labels by day, what predictions lack, rows without a time. */
export async function tally(
  plan: MetricPlan,
  dataset: Dataset,
  input: EngineInput,
  connection: Connection,
): Promise<Pick<ScanResult, 'days' | 'unmatched' | 'rowsWithoutTime'>> {
  const key = dayKey(dataset, input)
  const groups = key === null && dataset.joined === null ? [] : await countGroups(plan, dataset, key, input, connection)
  return {
    days: key === null ? [] : await key.days(groups, connection),
    unmatched: dataset.joined === null ? null : unmatchedOf(groups, dataset),
    rowsWithoutTime: await countWithoutTime(dataset, input, connection),
  }
}

/** Counts of the rows that have one key. */
export interface Group extends Omit<DayCounts, 'day'> {
  /** Null = those that have no key. */
  readonly key: number | null
  readonly withoutPrediction: number
  readonly withoutRow: number
}

/** One pass over the label and the keys, a join with the predictions where these are kept apart. */
async function countGroups(
  { columns: { label, weight } }: MetricPlan,
  dataset: Dataset,
  key: DayKey | null,
  { filter }: EngineInput,
  connection: Connection,
): Promise<Group[]> {
  // As in the scan: a row of weight 0 lacks nothing.
  const counts = weight === null ? '' : ` AND ${identifier(weight)} IS DISTINCT FROM 0`
  const isUnlabelled = key === null ? 'false' : `${identifier(label)} IS NULL${counts}`
  const { joined } = dataset
  const selected =
    joined === null
      ? ['count(*)', `count_if(${isUnlabelled})`, '0', '0']
      : [
          `count(${RECORDED})`,
          `count_if(${RECORDED} AND ${isUnlabelled})`,
          `count_if(${RECORDED} AND ${PREDICTED} IS NULL)`,
          `count_if(${RECORDED} IS NULL)`,
        ]
  // A prediction without a row has nothing that could pass.
  const passing = filter ? `WHERE CASE WHEN ${RECORDED} IS NULL THEN true ELSE ${enclosed(filter.text)} END` : ''
  const relation = joined !== null && dataset.isWhole ? `${joined.both} ${passing}` : dataset.relation
  const rows = await connection.rows(`SELECT ${[key?.sql ?? 'NULL', ...selected].join(', ')} FROM ${relation} GROUP BY 1`)
  return rows.map(([group, ...found]) => {
    const [rows = 0, rowsWithoutLabel = 0, withoutPrediction = 0, withoutRow = 0] = found.map(toNumber)
    return { key: group === null ? null : toNumber(group), rows, rowsWithoutLabel, withoutPrediction, withoutRow }
  })
}

function unmatchedOf(groups: readonly Group[], { isWhole }: Dataset): Unmatched {
  const sum = (pick: (group: Group) => number) => groups.reduce((total, group) => total + pick(group), 0)
  return {
    rows: sum(({ withoutPrediction }) => withoutPrediction),
    predictions: isWhole ? sum(({ withoutRow }) => withoutRow) : null,
  }
}

async function countWithoutTime({ table }: Dataset, { time = null }: EngineInput, connection: Connection): Promise<number> {
  if (time === null) return 0
  const [row] = await connection.rows(`SELECT count(*) FROM ${table.relation()} WHERE ${identifier(time.column)} IS NULL`)
  return toNumber(row?.[0])
}
