import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { ReadBack } from '../../contracts/reporter.js'

const text = z.string().nullable()

const Rows = z.array(
  z.looseObject({
    model: z.string(),
    part: z.enum(['score', 'pooled', 'slice']),
    gating: z.enum(['true', 'false']),
    slice: text,
    value: text,
    error_message: text,
  }),
)

/** By DuckDB, which refuses lines of other than the header's columns. */
export function csvReader(query: (sql: string) => Promise<Record<string, unknown>[]>): (text: string) => Promise<ReadBack> {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-csv-')), 'report.csv')
  return async (text) => {
    writeFileSync(file, text)
    const format = "header = true, all_varchar = true, strict_mode = true, delim = ',', quote = '\"', escape = '\"'"
    const rows = Rows.parse(await query(`SELECT * FROM read_csv('${file}', ${format})`))
    const gating = rows.filter(({ gating }) => gating === 'true')
    const scores = gating.filter(({ part }) => part === 'score')
    return {
      models: scores.map(({ model }) => model),
      slices: gating.flatMap(({ part, slice }) => (part === 'slice' && slice !== null ? [slice] : [])),
      scores: scores.flatMap(({ value }) => value ?? []),
      errors: scores.flatMap(({ error_message }) => error_message ?? []),
    }
  }
}
