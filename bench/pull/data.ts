import { DuckDBInstance } from '@duckdb/node-api'

/** The columns that the model reads, among the others. */
const NEEDED = [
  'range AS customer_id',
  '(range % 2)::INTEGER AS churned',
  'random() AS churn_score',
  'random() AS row_weight',
  'random() * 24 AS tenure_months',
  'random() AS revenue',
]
const COLUMNS = 200

/** Writes rows of 200 columns, random doubles but two, which no codec makes smaller: 8 bytes a value. */
export async function writeWide(file: string, rows: number): Promise<void> {
  const others = Array.from({ length: COLUMNS - NEEDED.length }, (_, index) => `random() AS other_${index}`)
  const every = Math.floor(others.length / NEEDED.length)
  const columns = NEEDED.flatMap((column, index) => [column, ...others.slice(index * every, (index + 1) * every)])
  const rest = others.slice(NEEDED.length * every)
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  await connection.run(`SELECT setseed(0.5)`)
  await connection.run(`COPY (SELECT ${[...columns, ...rest].join(', ')} FROM range(${rows})) TO '${file}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
}
