import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { useDuckDb } from '../../support/duckdb-query.js'
import { VARIANTS } from '../../support/parquet-variants.js'
import { type ReadFooter, readFooter } from '../../support/sparse-parquet.js'

const query = await useDuckDb()
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-footer-'))

describe.each(VARIANTS)('the footer of a file by $name', ({ name, write }) => {
  const file = path.join(folder, `${name}.parquet`)
  let read: ReadFooter
  let chunks: Record<string, unknown>[]

  beforeAll(async () => {
    await write(file, query)
    read = readFooter(file)
    chunks = await query(`FROM parquet_metadata('${file}') ORDER BY row_group_id, column_id`)
  })

  it('has the rows, columns and row groups that DuckDB finds', async () => {
    const described = await query(`DESCRIBE FROM '${file}'`)
    expect(read.footer.columns).toEqual(described.map((column) => column['column_name']))
    const [counted] = await query(`FROM parquet_file_metadata('${file}')`)
    expect(String(read.footer.rows)).toBe(counted?.['num_rows'])
    expect(String(read.footer.rowGroups.length)).toBe(counted?.['num_row_groups'])
    const groups = new Map(chunks.map((chunk) => [chunk['row_group_id'], chunk['row_group_num_rows']]))
    expect(read.footer.rowGroups.map(({ rows }) => String(rows))).toEqual([...groups.values()])
  })

  it('has each chunk where DuckDB finds it, below its column', () => {
    const found = read.footer.rowGroups.flatMap((group) => group.chunks)
    expect(found.map(({ root, range }) => ({ root, start: range.start }))).toEqual(
      chunks.map((chunk) => ({ root: rootOf(String(chunk['path_in_schema'])), start: startOf(chunk) })),
    )
    // parquetjs-lite leaves a copy of its metadata behind each chunk, which nothing in the footer claims.
    const behind = found.map(
      ({ range }, index) => range.end - startOf(chunks[index]) - Number(chunks[index]?.['total_compressed_size']),
    )
    for (const bytes of behind) expect(bytes === 0 || (name.startsWith('parquetjs') && bytes > 0 && bytes < 500)).toBe(true)
  })

  it('has each bloom filter where DuckDB finds it', () => {
    const found = read.footer.rowGroups.flatMap((group) => group.chunks.map(({ bloom }) => bloom))
    const expected = chunks.map((chunk) => {
      const start = Number(chunk['bloom_filter_offset'])
      return chunk['bloom_filter_offset'] === null ? null : { start, end: start + Number(chunk['bloom_filter_length']) }
    })
    expect(found).toEqual(expected)
  })

  it('has the least and greatest time of outermost columns that DuckDB finds, rounded away from each other', () => {
    const found = read.footer.rowGroups.flatMap((group) => group.chunks.map(({ time }) => time))
    const expected = chunks.map((chunk) => {
      const isTime = /^(day|ts.*)$/.test(String(chunk['path_in_schema']))
      if (!isTime || chunk['stats_min_value'] === null) return null
      const [min, max] = [floor(String(chunk['stats_min_value'])), ceil(String(chunk['stats_max_value']))]
      return { min, max, local: chunk['path_in_schema'] !== 'ts_utc' }
    })
    expect(found).toEqual(expected)
  })
})

function startOf(chunk: Record<string, unknown> | undefined): number {
  const pages = [chunk?.['dictionary_page_offset'], chunk?.['data_page_offset']].map(Number)
  return Math.min(...pages.filter((offset) => offset > 0))
}

/** DuckDB joins the parts of a path with `, `, which a name may hold too. */
function rootOf(path: string): string {
  return /^(nested|list|pairs|words), /.exec(path)?.[1] ?? path
}

/** Milliseconds of a time as DuckDB prints it, with at most 9 decimals. */
function floor(text: string): number {
  const [, day = '', clock = '00:00:00', decimals = ''] = /^([\d-]+)(?: ([\d:]+)(?:\.(\d+))?)?/.exec(text) ?? []
  return Date.parse(`${day}T${clock}.${decimals.slice(0, 3).padEnd(3, '0')}Z`)
}

function ceil(text: string): number {
  return floor(text) + (/\.\d{3}\d*[1-9]/.test(text) ? 1 : 0)
}
