import { mkdirSync } from 'node:fs'
import path from 'node:path'
import parquet from 'parquetjs-lite'

export interface Variant {
  readonly name: string
  /** Writes the file; `query` runs SQL in DuckDB. */
  write(file: string, query: (sql: string) => Promise<unknown>): Promise<void>
}

/** Columns of all kinds, some in capitals, some below others, and text to fill the file up. */
const ROWS = `
  SELECT range AS id, 'kind-' || range % 7 AS Kind,
    CASE WHEN range % 5 = 0 THEN NULL ELSE sin(range) * 100 END AS amount,
    range % 3 = 0 AS flag, (range % 1000)::DECIMAL(18, 2) / 8 AS price, range::DECIMAL(30, 3) AS total,
    DATE '2026-11-01' + (range // 1000)::INTEGER AS day,
    TIMESTAMP '2026-11-01 12:00:00.000001' + INTERVAL (range) MINUTE AS ts,
    (TIMESTAMP '2026-11-01 12:00:00' + INTERVAL (range) MINUTE)::TIMESTAMP_MS AS ts_ms,
    make_timestamp_ns(1793534400000000001 + range * 60000000000) AS ts_ns,
    (TIMESTAMP '1969-12-20 12:00:00.000001' + INTERVAL (range) MINUTE) AT TIME ZONE 'UTC' AS ts_utc,
    {'a': range, 'b': {'c': 'x' || range % 3, 'ts': TIMESTAMP '2000-01-01'}} AS nested,
    [range % 2, range % 3] AS list, MAP {'k' || range % 2: range} AS pairs, ['a' || range % 4, 'b'] AS words,
    md5(range::VARCHAR) AS noise, md5((range + 1)::VARCHAR) || md5((range + 2)::VARCHAR) AS "odd, ""name"".x"
  FROM range(%)`

function byDuckDb(name: string, rows: number, options: string): Variant {
  return {
    name: `DuckDB, ${name}`,
    async write(file, query) {
      mkdirSync(path.dirname(file), { recursive: true })
      await query(`COPY (${ROWS.replace('range(%)', `range(${rows})`)}) TO '${file}' (FORMAT parquet, ${options})`)
    },
  }
}

function byParquetjs(name: string, useDataPageV2: boolean, compression: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP'): Variant {
  return {
    name: `parquetjs-lite, ${name}`,
    async write(file) {
      mkdirSync(path.dirname(file), { recursive: true })
      const types = {
        id: 'INT64',
        Kind: 'UTF8',
        amount: 'DOUBLE',
        flag: 'BOOLEAN',
        day: 'DATE',
        ts: 'TIMESTAMP_MICROS',
        noise: 'UTF8',
      }
      const fields = Object.entries(types).map(([key, type]) => [key, { type, optional: true, compression }])
      const schema = new parquet.ParquetSchema(Object.fromEntries(fields))
      const writer = await parquet.ParquetWriter.openFile(schema, file, { useDataPageV2 })
      writer.setRowGroupSize(700)
      for (let id = 0; id < 3000; id++) {
        const time = Date.UTC(2026, 10, 1, 12, id)
        const amount = id % 5 === 0 ? {} : { amount: Math.sin(id) }
        const noise = `${id * 7919}`.repeat(12)
        await writer.appendRow({
          id,
          Kind: `kind-${id % 7}`,
          ...amount,
          flag: id % 3 === 0,
          day: new Date(time),
          ts: time * 1000,
          noise,
        })
      }
      await writer.close()
    },
  }
}

/** Files by several writers, with all codecs and page versions, of 0 to 20 row groups. */
export const VARIANTS: readonly Variant[] = [
  byDuckDb('20 row groups, Snappy', 40_960, 'COMPRESSION snappy, ROW_GROUP_SIZE 2048'),
  byDuckDb('Zstandard, pages of version 2', 10_000, 'COMPRESSION zstd, ROW_GROUP_SIZE 2048, PARQUET_VERSION v2'),
  byDuckDb('gzip', 5000, 'COMPRESSION gzip, ROW_GROUP_SIZE 2048'),
  byDuckDb('LZ4', 5000, 'COMPRESSION lz4_raw, ROW_GROUP_SIZE 2048'),
  byDuckDb('Brotli', 5000, 'COMPRESSION brotli, ROW_GROUP_SIZE 2048'),
  byDuckDb('uncompressed', 5000, 'COMPRESSION uncompressed, ROW_GROUP_SIZE 2048'),
  byDuckDb('without bloom filters', 5000, 'WRITE_BLOOM_FILTER false, ROW_GROUP_SIZE 2048'),
  byDuckDb('without dictionaries', 5000, 'DICTIONARY_SIZE_LIMIT 1, ROW_GROUP_SIZE 2048'),
  byDuckDb('one row group', 3000, 'COMPRESSION snappy'),
  byDuckDb('no rows', 0, 'COMPRESSION snappy'),
  byParquetjs('uncompressed', false, 'UNCOMPRESSED'),
  byParquetjs('Snappy, pages of version 2', true, 'SNAPPY'),
  byParquetjs('gzip', false, 'GZIP'),
]
