import type { FetchedFile } from '../../../core/data-source.js'
import { kindOfType } from '../../../core/inspection.js'
import type { Column } from '../../../core/ports.js'
import { literal } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { pathList } from '../paths.js'

/** What the footers of files say of a column of all their rows. */
export interface FooterFacts {
  readonly nulls: number
  /** Null = all values are. */
  readonly min: string | null
  readonly max: string | null
}

/** The facts that footers tell whole, by column. Statistics pass over NaN. */
export async function readFooters(
  files: readonly FetchedFile[],
  columns: readonly Column[],
  rows: number,
  connection: Connection,
): Promise<ReadonlyMap<string, FooterFacts>> {
  const facts = new Map<string, FooterFacts>()
  if (files.length === 0) return facts
  await connection.rows(`CREATE OR REPLACE TEMP TABLE footers AS
    SELECT path_in_schema AS path, row_group_num_rows AS rows, stats_null_count AS nulls,
      coalesce(stats_min_value, stats_min) AS least, coalesce(stats_max_value, stats_max) AS greatest,
      coalesce(min_is_exact AND max_is_exact, true) AS is_exact
    FROM parquet_metadata(${pathList(files)})`)
  const plain = columns.filter(({ type }) => ['number', 'text', 'boolean', 'time'].includes(kindOfType(type)))
  for (const type of new Set(plain.map((column) => column.type))) {
    const names = plain.filter((column) => column.type === type).map(({ name }) => literal(name))
    const found = await connection.rows(`
      SELECT path, CAST(${rows} - sum(rows - nulls) AS DOUBLE),
        CAST(min(TRY_CAST(least AS ${type})) AS VARCHAR), CAST(max(TRY_CAST(greatest AS ${type})) AS VARCHAR)
      FROM footers WHERE path IN (${names.join(', ')}) GROUP BY path
      HAVING bool_and(nulls IS NOT NULL AND is_exact AND (nulls = rows OR
        (TRY_CAST(least AS ${type}) IS NOT NULL AND TRY_CAST(greatest AS ${type}) IS NOT NULL)))`)
    for (const [path, nulls, min, max] of found) {
      facts.set(String(path), { nulls: Number(nulls), min: textOrNull(min), max: textOrNull(max) })
    }
  }
  await connection.rows('DROP TABLE footers')
  return facts
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
