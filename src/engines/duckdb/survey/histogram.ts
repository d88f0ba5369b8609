import { roundBounds } from '../../../core/bins.js'
import { type ColumnProfile, FEW_VALUES, type Histogram, type HistogramBin, kindOfType } from '../../../core/inspection.js'
import { double, identifier, literal } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { toNumber, toNumberOrNull } from '../values.js'
import type { Sample } from './profile.js'

/** Bins of a histogram, about. */
const BINS = 10

/** Groups of labels, at most: more do not stand side by side. */
const MOST_GROUPS = 5

/** How predictions lie, for each label or range of labels; null where no row has both. */
export async function histogramOf(
  label: ColumnProfile,
  prediction: ColumnProfile,
  sample: Sample,
  connection: Connection,
): Promise<Histogram | null> {
  const [labelled, valid] = [`${identifier(label.name)} IS NOT NULL`, validity(prediction)]
  const [[withLabel, withBoth] = []] = await connection.rows(
    `SELECT count(*) FILTER (WHERE ${labelled}), count(*) FILTER (WHERE ${labelled} AND ${valid}) FROM ${sample.relation}`,
  )
  const [rowsWithLabel, rows] = [toNumber(withLabel ?? null), toNumber(withBoth ?? null)]
  if (rows === 0) return null
  const both = `(SELECT * FROM ${sample.relation} WHERE ${labelled} AND ${valid})`
  const groups = await classesOf(label, MOST_GROUPS, MOST_GROUPS - 1, both, connection)
  const bins = await classesOf(prediction, FEW_VALUES, BINS, both, connection)
  const counts = await connection.rows(`SELECT ${groups.index}, ${bins.index}, count(*) FROM ${both} GROUP BY ALL`)
  const rowsOf = (group: number, bin: number) =>
    toNumber(counts.find(([a, b]) => Number(a) === group && Number(b) === bin)?.[2] ?? null)
  const table = bins.classes.map((bin, at) => ({ ...bin, rows: groups.classes.map((_, group) => rowsOf(group, at)) }))
  return {
    label: label.name,
    prediction: prediction.name,
    groups: groups.classes.map(({ name }, group) => ({
      label: name,
      rows: table.reduce((total, bin) => total + (bin.rows[group] ?? 0), 0),
    })),
    bins: table,
    rowsWithoutLabel: sample.rows - rowsWithLabel,
    rowsWithoutPrediction: rowsWithLabel - rows,
  }
}

/** The classes of a column, and SQL of a row's class, counted from 0. */
interface Classes {
  readonly index: string
  readonly classes: readonly Omit<HistogramBin, 'rows'>[]
}

/** Its values where they are few, else ranges of numbers, or its most frequent values and the others. */
async function classesOf(
  profile: ColumnProfile,
  few: number,
  ranges: number,
  relation: string,
  connection: Connection,
): Promise<Classes> {
  const isNumber = kindOfType(profile.type) === 'number'
  const isFew = profile.distinctIsExact && (profile.distinct ?? 0) <= few
  return isNumber && !isFew
    ? await rangesOf(profile, ranges, relation, connection)
    : await valuesOf(profile, few, relation, connection)
}

async function valuesOf({ name, type }: ColumnProfile, most: number, relation: string, connection: Connection): Promise<Classes> {
  const column = identifier(name)
  const rows = await connection.rows(`
    SELECT CAST(value AS VARCHAR) FROM (
      SELECT ${column} AS value, count(*) AS rows FROM ${relation} GROUP BY 1 ORDER BY rows DESC, value LIMIT ${most})
    ORDER BY value`)
  const values = rows.map(([value]) => String(value))
  const list = values.map((value) => `CAST(${literal(value)} AS ${type})`).join(', ')
  const others = `coalesce(list_position([${list}], ${column}) - 1, ${values.length})`
  const [[left] = []] = await connection.rows(`SELECT count(*) FROM ${relation} WHERE ${others} = ${values.length}`)
  const classes = values.map((value) => ({ name: value, from: null, to: null }))
  const rest = toNumber(left ?? null) === 0 ? [] : [{ name: 'others', from: null, to: null }]
  return { index: others, classes: [...classes, ...rest] }
}

/** The outermost ranges are open: they hold the extremes, which would leave no room for all else. */
async function rangesOf(
  { name, min, max }: ColumnProfile,
  count: number,
  relation: string,
  connection: Connection,
): Promise<Classes> {
  const column = `CAST(${identifier(name)} AS DOUBLE)`
  const isUnit = Number(min) >= 0 && Number(max) <= 1
  const [ends = []] = await connection.rows(
    `SELECT quantile_cont(${column}, 0.01), quantile_cont(${column}, 0.99) FROM ${relation}`,
  )
  const [low, high] = isUnit ? [0, 1] : ends.map((end) => toNumberOrNull(end) ?? 0)
  const bounds = roundBounds(low ?? 0, high ?? 0, count)
  const index = bounds.map((bound, at) => `WHEN ${column} < ${double(bound)} THEN ${at}`)
  const classes = [...bounds, null].map((to, at) => {
    const from = bounds[at - 1] ?? null
    const [least, greatest] = [from ?? (isUnit ? 0 : null), to ?? (isUnit ? 1 : null)]
    const name = least === null ? `< ${greatest}` : greatest === null ? `≥ ${least}` : `${least} – ${greatest}`
    return { name: least === null && greatest === null ? 'all' : name, from: least, to: greatest }
  })
  return { index: index.length === 0 ? '0' : `CASE ${index.join(' ')} ELSE ${bounds.length} END`, classes }
}

function validity({ name, type }: ColumnProfile): string {
  const column = identifier(name)
  return /^(FLOAT|DOUBLE)$/.test(type) ? `coalesce(isfinite(${column}), false)` : `${column} IS NOT NULL`
}
