import type { MetricPlan } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import type { Profile } from '../sql/state.js'
import type { Connection } from './connection.js'
import { columnType, type Dataset } from './dataset.js'

/** What is true of all rows at once: most data is clean. Costs little, as the files' own statistics answer most of it. */
export async function profileOf(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<Profile> {
  const { label, prediction, weight } = plan.columns
  const isNumber = plan.task !== 'multiclass'
  const [labels, predictions, weights] = [
    await rangeOf(label, isNumber, dataset, connection),
    prediction === null ? DIRTY : await rangeOf(prediction, isNumber, dataset, connection),
    weight === null ? DIRTY : await rangeOf(weight, true, dataset, connection),
  ]
  const noDomains = plan.metrics.every(({ metric }) => metric.labelDomain === undefined && metric.predictionDomain === undefined)
  const needsProbabilities = plan.metrics.some(({ metric }) => metric.probabilities === true)
  return {
    labelsGiven: labels.isGiven,
    labelsValid:
      isNumber && noDomains && labels.isFinite && (plan.task !== 'binary' || isZeroOrOne(labels, columnType(dataset, label))),
    predictionsValid:
      prediction !== null &&
      predictions.isGiven &&
      (!isNumber || (noDomains && predictions.isFinite)) &&
      plan.columns.probabilities === null &&
      (!needsProbabilities || isWithin(predictions, 0, 1)),
    weightsPositive: weight === null || (weights.isGiven && weights.isFinite && weights.least > 0),
  }
}

interface Range {
  /** No nulls. */
  readonly isGiven: boolean
  readonly isFinite: boolean
  readonly least: number
  readonly greatest: number
}

const DIRTY: Range = { isGiven: false, isFinite: false, least: Number.NaN, greatest: Number.NaN }

async function rangeOf(name: string, isNumber: boolean, dataset: Dataset, connection: Connection): Promise<Range> {
  const column = identifier(name)
  // Casts, and sums beside them, would make it read the rows.
  const ends = isNumber ? `min(${column}), max(${column})` : 'NULL, NULL'
  const [row = []] = await connection.rows(`SELECT count(*), count(${column}), ${ends} FROM ${dataset.relation}`)
  const [rows, given, least, greatest] = row.map((value) => (value === null ? Number.NaN : Number(value)))
  const range = { isGiven: rows === given, least: least ?? Number.NaN, greatest: greatest ?? Number.NaN }
  const isBounded = Number.isFinite(range.least) && Number.isFinite(range.greatest)
  return { ...range, isFinite: isBounded && (await hasNoNaN(name, dataset, connection)) }
}

/** The statistics of a file pass over NaN. */
async function hasNoNaN(name: string, dataset: Dataset, connection: Connection): Promise<boolean> {
  if (!/^(FLOAT|DOUBLE)$/.test(columnType(dataset, name) ?? '')) return true
  const [row = []] = await connection.rows(`SELECT sum(${identifier(name)}) FROM ${dataset.relation}`)
  return typeof row[0] === 'number' && Number.isFinite(row[0])
}

function isWithin({ least, greatest }: Range, from: number, to: number): boolean {
  return least >= from && greatest <= to
}

/** Between 0 and 1, a fraction can't be told from the ends. */
function isZeroOrOne(range: Range, type: string | undefined): boolean {
  return isWithin(range, 0, 1) && type !== undefined && /^BOOLEAN$|INT/.test(type)
}
