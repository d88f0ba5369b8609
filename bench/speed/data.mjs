import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** Twenty overlapping cohorts over text, integers and booleans. */
export const SLICES = [
  null,
  "region = 'EU'",
  "region = 'US'",
  "plan = 'enterprise'",
  "plan = 'free'",
  'tenure < 6',
  'tenure >= 6',
  'tenure >= 60',
  'is_new',
  'not is_new',
  "channel = 'web'",
  "channel <> 'web'",
  "region = 'EU' and plan = 'enterprise'",
  "region in ('US', 'UK')",
  'tenure between 6 and 24',
  "plan = 'pro' and channel = 'web'",
  "is_new and region = 'APAC'",
  "channel = 'store' or channel = 'phone'",
  "region like 'L%'",
  "plan in ('pro', 'enterprise') and tenure < 12",
]

/** What of them is read for a binary metric, as one query reads it; DuckDB would count text from metadata, so its length is summed. */
export const NEEDED = [
  'sum(label)',
  'sum(score)',
  'sum(length(region))',
  'sum(length(plan))',
  'sum(length(channel))',
  'sum(tenure)',
  'count_if(is_new)',
]

const REGIONS = ['EU', 'US', 'APAC', 'LATAM', 'MEA', 'UK']
const PLANS = ['free', 'basic', 'pro', 'enterprise']
const CHANNELS = ['web', 'store', 'phone', 'partner']

/** A thousand disjoint cohorts. */
export const THOUSAND = REGIONS.flatMap((region) =>
  PLANS.flatMap((plan) =>
    CHANNELS.flatMap((channel) =>
      Array.from(
        { length: 11 },
        (_, part) =>
          `region = '${region}' and plan = '${plan}' and channel = '${channel}' and tenure between ${11 * part} and ${11 * part + 10}`,
      ),
    ),
  ),
).slice(0, 1000)

/** Writes rows of 25 columns, the same ones every time. */
export async function writeRows(file, rows) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const uniform = (key) => `(hash(hash(i, ${key})) / 18446744073709551616.0)`
  const one = (names, key) =>
    `[${names.map((name) => `'${name}'`).join(', ')}][1 + CAST(floor(${names.length} * ${uniform(key)}) AS INTEGER)]`
  const more = Array.from({ length: 15 }, (_, index) => `${uniform(100 + index)} AS f${index}`)
  await connection.run(`COPY (SELECT i AS id, CAST(${uniform(1)} < 0.3 AS TINYINT) AS label, 0.2 * CAST(${uniform(1)} < 0.3 AS TINYINT) + 0.8 * ${uniform(2)} AS score,
    ${one(REGIONS, 3)} AS region, ${one(PLANS, 4)} AS plan, ${one(CHANNELS, 5)} AS channel, CAST(floor(120 * ${uniform(6)}) AS INTEGER) AS tenure,
    ${uniform(7)} < 0.2 AS is_new, 100 * ${uniform(8)} AS amount, 100 * ${uniform(8)} + ${uniform(9)} AS forecast, ${more.join(', ')}
    FROM range(${rows}) AS numbers(i)) TO '${file}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}

/** A config with one model per metric and set of slices; returns its path. */
export function writeConfig(folder, models, defaults = {}) {
  const file = path.join(folder, 'ctrain.json')
  const entries = Object.entries(models).map(([name, { source, metric, also = [], slices, isNumber = false }]) => [
    name,
    {
      dataset: {
        source,
        columns: isNumber ? { label: 'amount', prediction: 'forecast' } : { label: 'label', prediction: 'score' },
      },
      metric,
      also,
      normalize_weights: true,
      slices: slices.map((where, index) => ({ name: `s${index}`, weight: 1, ...(where && { where }) })),
    },
  ])
  writeFileSync(file, JSON.stringify({ version: 1, defaults, models: Object.fromEntries(entries) }))
  return file
}
