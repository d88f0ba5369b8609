import type { DuckDBValue } from '@duckdb/node-api'
import type { Moments } from '../../core/moments.js'
import { double } from '../../core/sql.js'
import { STATE } from '../sql/state.js'
import type { Connection } from './connection.js'
import { toNumber } from './values.js'

/** SQL of canonical rows with a center for each quantity: what is squared later must be small. */
export type Centering = (rows: string) => string

/** One center for all rows, the mean: enough unless slices lie far apart. */
export async function centerGlobally(
  canonical: string,
  quantities: readonly string[],
  connection: Connection,
): Promise<Centering> {
  if (quantities.length === 0) return (rows) => rows
  const means = quantities.map(
    (quantity) => `sum(CASE WHEN ${SCORED} THEN weight * (${quantity}) END) / sum(CASE WHEN ${SCORED} THEN weight END)`,
  )
  const [row = []] = await connection.rows(`SELECT ${means.join(', ')} FROM (${canonical})`)
  const centers = row.map((mean) => (typeof mean === 'number' && Number.isFinite(mean) ? mean : 0))
  return (rows) =>
    `(SELECT *${centers.map((center, index) => `, ${double(center)} AS ctrain_center${index}`).join('')} FROM ${rows})`
}

/** The mean of the rows of the same slices, which `keys` tell. */
export function centerLocally(quantities: readonly string[], keys: readonly string[]): Centering {
  const same = keys.map((key) => `r.${key} IS NOT DISTINCT FROM c.${key}`)
  const means = quantities.map((quantity, index) => `sum(weight * (${quantity})) / sum(weight) AS ctrain_center${index}`)
  const centers = quantities.map((_, index) => `c.ctrain_center${index}`)
  const grouped = keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`
  return (rows) => `(SELECT r.*, ${centers.join(', ')} FROM ${rows} AS r LEFT JOIN (
      SELECT ${[...keys, ...means].join(', ')} FROM ${rows} WHERE ${SCORED}${grouped}
    ) AS c ON ${same.length === 0 ? 'true' : same.join(' AND ')})`
}

const SCORED = `ctrain_state = ${STATE.scored}`

/** SQL of a quantity's terms per row, as `expression AS name`. */
export function momentTerms(quantity: string, index: number, scale: number): string[] {
  const distance = `((${quantity}) - ctrain_center${index})`
  return [
    `${quantity} AS moment${index}_value`,
    `weight * ${distance} AS moment${index}_first`,
    `weight * ${distance} * ${distance} AS moment${index}_second`,
    // For products, which must neither overflow nor vanish.
    `moment${index}_first * ${double(scale)} AS factor_moment${index}_first`,
    `moment${index}_second * ${double(scale)} AS factor_moment${index}_second`,
  ]
}

/** Aggregates of a quantity's terms: first over rows, then over groups of them. */
export function momentSums(index: number): { readonly first: string[]; readonly second: string[] } {
  const name = `moment${index}`
  const sums = ['first', 'second'].map((term) => `fsum(${name}_${term}) AS ${name}_${term}`)
  return {
    first: [
      ...sums,
      `min(${name}_value) AS ${name}_min`,
      `max(${name}_value) AS ${name}_max`,
      `any_value(ctrain_center${index}) AS ${name}_center`,
    ],
    second: [
      ...sums,
      `min(${name}_min) AS ${name}_min`,
      `max(${name}_max) AS ${name}_max`,
      `any_value(${name}_center) AS ${name}_center`,
    ],
  }
}

export function readMoments(record: Readonly<Record<string, DuckDBValue>>, index: number, rows: number, weight: number): Moments {
  const read = (name: string) => toNumber(record[`moment${index}_${name}`])
  const offset = read('first') / weight
  const [min, max] = [read('min'), read('max')]
  const m2 = min === max ? 0 : read('second') - read('first') * offset
  return { rows, weight, center: read('center'), offset, m2, min, max }
}

/** Whether squares around the center would have cancelled to less than their hundredth part. */
export function isFarOff({ weight, offset, m2, min, max }: Moments): boolean {
  return min !== max && weight * offset * offset > 100 * m2
}
