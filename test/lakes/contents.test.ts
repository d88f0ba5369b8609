// The README tells what lies in fixtures/lake, and together the files hold what data lakes hold.
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { useDuckDb } from '../support/duckdb-query.js'
import { documentedPaths, LAKE, lakeFiles } from '../support/lake.js'
import { pageVersion } from '../support/page-version.js'

const query = await useDuckDb()
const files = lakeFiles().map(({ path }) => `${LAKE}${path}${path.endsWith('/') ? '*.parquet' : ''}`)
const list = `[${files.map((file) => `'${file}'`).join(', ')}]`

/** What a query over all files yields, in order. */
async function distinct(expression: string, from: 'parquet_metadata' | 'parquet_schema', where = 'true'): Promise<string[]> {
  const rows = await query(`SELECT DISTINCT ${expression} AS value FROM ${from}(${list}) WHERE ${where} ORDER BY 1`)
  return rows.map(({ value }) => String(value))
}

describe('fixtures/README.md', () => {
  it('names every file, or the folder that it is in', () => {
    const present = readdirSync(LAKE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/g, '/').slice(LAKE.length))
      .filter((file) => !file.startsWith('generate/') && !['rows.json', 'expected.json'].includes(file))
    const documented = documentedPaths()
    expect(
      present.filter((file) => !documented.some((path) => file === path || (path.endsWith('/') && file.startsWith(path)))),
    ).toEqual([])
    expect(documented.filter((path) => !present.some((file) => file.startsWith(path)))).toEqual([])
    expect(new Set(documented).size).toBe(documented.length)
  })

  it.each(lakeFiles().filter(({ path }) => !path.endsWith('/')))('tells the columns of $path', async ({ path, columns }) => {
    const found = await query(`DESCRIBE SELECT * FROM read_parquet('${LAKE}${path}')`)
    expect(found.map((row) => row['column_name'])).toEqual(expect.arrayContaining([...columns]))
    expect(path === 'pyarrow/deep.parquet' || found.length === columns.length).toBe(true)
  })
})

describe('the files hold', () => {
  it('ten independent writers', async () => {
    expect([...new Set(lakeFiles().map(({ path }) => path.split('/')[0]))].sort()).toEqual([
      'arrow-go',
      'arrow-rs',
      'duckdb',
      'fastparquet',
      'hyparquet-writer',
      'parquet-go',
      'parquetjs-lite',
      'polars',
      'pyarrow',
      'spark',
    ])
  })

  it('every codec', async () => {
    expect(await distinct('compression', 'parquet_metadata')).toEqual([
      'BROTLI',
      'GZIP',
      'LZ4_RAW',
      'SNAPPY',
      'UNCOMPRESSED',
      'ZSTD',
    ])
  })

  it('every encoding', async () => {
    expect(await distinct("unnest(string_split(encodings, ', '))", 'parquet_metadata')).toEqual([
      'BIT_PACKED',
      'BYTE_STREAM_SPLIT',
      'DELTA_BINARY_PACKED',
      'DELTA_BYTE_ARRAY',
      'DELTA_LENGTH_BYTE_ARRAY',
      'PLAIN',
      'PLAIN_DICTIONARY',
      'RLE',
      'RLE_DICTIONARY',
    ])
  })

  it('pages of both versions in every codec', async () => {
    const rows = await query(`SELECT compression, file_name, data_page_offset AS at FROM parquet_metadata(${list})`)
    const found = new Set(rows.map((row) => `${row['compression']} ${pageVersion(String(row['file_name']), Number(row['at']))}`))
    const codecs = await distinct('compression', 'parquet_metadata')
    expect([...found].sort()).toEqual(codecs.flatMap((codec) => [`${codec} 1`, `${codec} 2`]))
  })

  it('timestamps of every unit, with and without UTC, INT96 and the old converted types', async () => {
    const isTime = "name = 'happened_at'"
    const logical = "regexp_replace(logical_type, '.*UTC=(.).*(MILLIS|MICROS|NANOS)=[A-Z].*', '\\1 \\2')"
    expect(await distinct(logical, 'parquet_schema', `${isTime} AND logical_type IS NOT NULL`)).toEqual([
      '0 MICROS',
      '0 MILLIS',
      '0 NANOS',
      '1 MICROS',
      '1 MILLIS',
      '1 NANOS',
    ])
    expect(await distinct('converted_type', 'parquet_schema', `${isTime} AND logical_type IS NULL`)).toEqual([
      'TIMESTAMP_MICROS',
      'TIMESTAMP_MILLIS',
      'null',
    ])
    expect(await distinct('type', 'parquet_schema', isTime)).toEqual(['INT64', 'INT96'])
  })

  it('decimals of every physical type', async () => {
    expect(await distinct('type', 'parquet_schema', "name = 'amount'")).toEqual([
      'BYTE_ARRAY',
      'FIXED_LEN_BYTE_ARRAY',
      'INT32',
      'INT64',
    ])
  })

  it('bloom filters, several row groups, and chunks without statistics', async () => {
    const holds = async (condition: string) =>
      Number((await query(`SELECT count(DISTINCT file_name) AS n FROM parquet_metadata(${list}) WHERE ${condition}`))[0]?.['n'])
    expect(await holds('bloom_filter_offset IS NOT NULL')).toBeGreaterThan(5)
    expect(await holds('row_group_id > 1')).toBeGreaterThan(5)
    expect(await holds('stats_min_value IS NULL AND stats_max_value IS NULL')).toBeGreaterThan(5)
  })
})
