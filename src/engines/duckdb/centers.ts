import { double } from '../../core/sql.js'
import { STATE } from '../sql/state.js'
import type { Connection } from './connection.js'

/** What terms are like: what is squared later must neither be large nor tiny. Scales are powers of two, which change no digit. */
export interface Centers {
  /** Of each term: about how many times the row's weight it is, and its size. */
  readonly terms: readonly { readonly ratio: number; readonly scale: number }[]
  /** Of the weights. */
  readonly weight: { readonly center: number; readonly scale: number }
}

export const NO_CENTERS: Centers = { terms: [], weight: { center: 1, scale: 1 } }

const SAMPLE_ROWS = 20_000

/** From the first rows, which need not be like the others: it is only about digits. */
export async function centersOf(terms: readonly string[], canonical: string, connection: Connection): Promise<Centers> {
  if (terms.length === 0) return NO_CENTERS
  const named = terms.map((sql, index) => `CAST(${sql} AS DOUBLE) AS term${index}`)
  const sample = `SELECT ${['weight', ...named].join(', ')} FROM (${canonical}) WHERE ctrain_state = ${STATE.scored} LIMIT ${SAMPLE_ROWS}`
  const columns = ['weight', ...terms.map((_, index) => `term${index}`)]
  const asked = columns.flatMap((column) => [`avg(${column})`, `max(abs(${column}))`])
  const [row = []] = await connection.rows(`SELECT ${asked.join(', ')} FROM (${sample})`)
  const read = (index: number) => {
    const value = row[index]
    return typeof value === 'number' && Number.isFinite(value) ? value : 0
  }
  const center = read(0)
  return {
    terms: terms.map((_, index) => {
      const ratio = read(2 * index + 2) / center
      return { ratio: Number.isFinite(ratio) ? ratio : 0, scale: scaleOf(read(2 * index + 3)) }
    }),
    weight: { center, scale: scaleOf(read(1)) },
  }
}

/** SQL of terms less what their weight tells, scaled, by name. */
export function centered(terms: readonly string[], { terms: found, weight }: Centers): string[] {
  const factors = found.map(
    ({ ratio, scale }, index) => `(${terms[index]} - ${double(ratio)} * weight) * ${double(scale)} AS factor${index}`,
  )
  return factors.length === 0
    ? []
    : [...factors, `(weight - ${double(weight.center)}) * ${double(weight.scale)} AS factor_weight`]
}

function scaleOf(greatest: number): number {
  const scale = 2 ** -Math.ceil(Math.log2(greatest))
  return greatest > 0 && Number.isFinite(scale) && scale > 0 ? scale : 1
}
