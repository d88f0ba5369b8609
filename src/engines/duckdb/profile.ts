import type { MetricPlan } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import type { Profile } from '../sql/state.js'
import type { Connection } from './connection.js'
import { columnType, type Dataset } from './dataset.js'

/**
 * What is true of all rows at once, of those too that a filter leaves out: most data is clean. The files' own statistics answer it, but pass over
 * NaN. The scan finds NaN where it comes by, unless a metric's SQL would fail on one before.
 */
export async function profileOf(plan: MetricPlan, dataset: Dataset, connection: Connection): Promise<Profile> {
  const { label, prediction, weight } = plan.columns
  const isNumber = plan.task !== 'multiclass'
  const mayScan = plan.metrics.every(({ metric }) => metric.kind !== 'aggregate' || (metric.key ?? metric.own) === undefined)
  const rangeOf = (name: string, hasEnds: boolean) => readRange(name, { hasEnds, mayScan }, dataset, connection)
  const [labels, predictions, weights] = [
    await rangeOf(label, isNumber),
    prediction === null ? DIRTY : await rangeOf(prediction, isNumber),
    weight === null ? DIRTY : await rangeOf(weight, true),
  ]
  const noDomains = plan.metrics.every(({ metric }) => metric.labelDomain === undefined && metric.predictionDomain === undefined)
  const needsProbabilities = plan.metrics.some(({ metric }) => metric.probabilities === true)
  const ranges = { label: labels, prediction: predictions, weight: weights }
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
    suspects: (['label', 'prediction', 'weight'] as const).filter((name) => ranges[name].isSuspect),
  }
}

interface Range {
  /** No nulls. */
  readonly isGiven: boolean
  readonly isFinite: boolean
  /** Finite only if there is no NaN. */
  readonly isSuspect: boolean
  readonly least: number
  readonly greatest: number
}

const DIRTY: Range = { isGiven: false, isFinite: false, isSuspect: false, least: Number.NaN, greatest: Number.NaN }

async function readRange(
  name: string,
  { hasEnds, mayScan }: { readonly hasEnds: boolean; readonly mayScan: boolean },
  dataset: Dataset,
  connection: Connection,
): Promise<Range> {
  const column = identifier(name)
  // Casts, and sums beside them, would make it read the rows.
  const ends = hasEnds ? `min(${column}), max(${column})` : 'NULL, NULL'
  const [row = []] = await connection.rows(`SELECT count(*), count(${column}), ${ends} FROM ${dataset.superset}`)
  const [rows, given, least, greatest] = row.map((value) => (value === null ? Number.NaN : Number(value)))
  const range = { isGiven: rows === given, least: least ?? Number.NaN, greatest: greatest ?? Number.NaN }
  const isBounded = Number.isFinite(range.least) && Number.isFinite(range.greatest)
  const mayBeNaN = isBounded && /^(FLOAT|DOUBLE)$/.test(columnType(dataset, name) ?? '')
  const isClean = isBounded && (!mayBeNaN || mayScan || (await hasNoNaN(name, dataset, connection)))
  return { ...range, isFinite: isClean, isSuspect: mayBeNaN && mayScan }
}

async function hasNoNaN(name: string, dataset: Dataset, connection: Connection): Promise<boolean> {
  const [row = []] = await connection.rows(`SELECT sum(${identifier(name)}) FROM ${dataset.superset}`)
  return typeof row[0] === 'number' && Number.isFinite(row[0])
}

function isWithin({ least, greatest }: Range, from: number, to: number): boolean {
  return least >= from && greatest <= to
}

/** Between 0 and 1, a fraction can't be told from the ends. */
function isZeroOrOne(range: Range, type: string | undefined): boolean {
  return isWithin(range, 0, 1) && type !== undefined && /^BOOLEAN$|INT/.test(type)
}
