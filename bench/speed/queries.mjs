// What ctrain is measured against, each in a process of its own: `node queries.mjs limit|window FILE`.
import { DuckDBInstance } from '@duckdb/node-api'
import { NEEDED, SLICES } from './data.mjs'

const [what, file] = process.argv.slice(2)
const connection = await (await DuckDBInstance.create(':memory:')).connect()
if (what === 'limit') await connection.runAndReadAll(`SELECT ${NEEDED.join(', ')} FROM read_parquet('${file}')`)
else for (const where of SLICES) await connection.runAndReadAll(rocAuc(where))

/** Mann and Whitney's statistic from midranks, which is exact with ties. */
function rocAuc(where) {
  return `SELECT (sum(label * midrank) - sum(label) * (sum(label) + 1) / 2) / (sum(label) * sum(1 - label))
    FROM (SELECT label, rank() OVER (ORDER BY score) + (count(*) OVER (PARTITION BY score) - 1) / 2 AS midrank
      FROM read_parquet('${file}') ${where === null ? '' : `WHERE ${where}`})`
}
