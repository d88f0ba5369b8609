import { knownError } from '../../core/errors.js'
import type { EngineInput, MetricPlan } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { canonicalRows } from '../sql/rows.js'
import { STATE, UNKNOWN } from '../sql/state.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { nameRow } from './files.js'
import { PREDICTED } from './join.js'
import { toNumber } from './values.js'

/** Refuses labelled rows that no prediction belongs to, with their number and the keys of one of them. */
export async function refuseUnmatched(
  plan: MetricPlan,
  dataset: Dataset,
  { files, predictions }: EngineInput,
  connection: Connection,
): Promise<void> {
  if (predictions === null) return
  const { columns, relation, table } = dataset
  const keys = predictions.on.map((key, index) => `${identifier(key)} AS ctrain_key${index}`)
  const carried = [...table.place, ...keys, PREDICTED]
  const canonical = canonicalRows({ plan, columns, relation, profile: UNKNOWN, carried })
  const rows = `FROM (${canonical}) WHERE ctrain_state = ${STATE.invalidPrediction} AND ${PREDICTED} IS NULL`
  const count = toNumber((await connection.rows(`SELECT count(*) ${rows}`))[0]?.[0])
  if (count === 0) return
  const shown = [...keys.map((_, index) => `ctrain_key${index}`), ...table.place]
  const order = table.place.length === 0 ? '' : `ORDER BY ${table.place.join(', ')}`
  const [example = []] = await connection.rows(`SELECT ${shown.join(', ')} ${rows} ${order} LIMIT 1`)
  const [path, row] = example.slice(keys.length)
  const key = predictions.on.map((name, index) => `${name} = ${example[index]}`).join(', ')
  const where = path === undefined ? '' : ` (${nameRow(files, path, row)})`
  const what = count === 1 ? 'labelled row has' : 'labelled rows have'
  throw knownError('data', `${count} ${what} no matching prediction in predictions.source, e.g. ${key}${where}`, {
    hint: 'does predictions.source have the same records and days? Else leave such rows out with dataset.on_invalid_prediction: drop',
  })
}
