import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFooter } from '../../../src/datasets/parquet/footer.js'
import { endOfFile, keepRowGroups } from '../../../src/datasets/parquet/rewrite.js'
import { useDuckDb } from '../../support/duckdb-query.js'
import { type MadeChunk, madeFooter } from '../../support/made-footer.js'
import { VARIANTS } from '../../support/parquet-variants.js'
import { readFooter } from '../../support/sparse-parquet.js'

const query = await useDuckDb()
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-rewrite-'))
const place = { uri: 's3://lake/a.parquet', start: 100_000 }

/** Row groups of one column, each of another size. */
const groups = (count: number): MadeChunk[][] =>
  Array.from({ length: count }, (_, index) => [{ dataPage: 4 + index * 1000, size: 10 + index }])
const subset = fc.nat(40).chain((count) => fc.record({ count: fc.constant(count), keep: fc.subarray([...Array(count).keys()]) }))

describe('a footer with only some row groups', () => {
  it('is, byte for byte, the footer of a file that never had the others', () => {
    fc.assert(
      fc.property(subset, fc.boolean(), ({ count, keep }, isLong) => {
        const all = groups(count)
        // Row groups know their number in the file, and keep it.
        const rewritten = keepRowGroups(madeFooter([{ name: 'a' }], all, isLong), keep, place.uri)
        const numbered = madeFooter(
          [{ name: 'a' }],
          all.map((group, index) => (keep.includes(index) ? group : null)),
          isLong,
        )
        expect(Buffer.from(rewritten)).toEqual(numbered)
      }),
    )
  })

  it('has the rows of what it keeps', () => {
    const kept = parseFooter(keepRowGroups(madeFooter([{ name: 'a' }], groups(20)), [3, 7, 19], place.uri), place)
    expect(kept.rows).toBe(30)
    expect(kept.rowGroups.map((group) => group.chunks[0]?.range.start)).toEqual([3004, 7004, 19_004])
  })

  it.each(VARIANTS)('that keeps all of a file by $name is the same, byte for byte', async ({ name, write }) => {
    const file = path.join(folder, `${name}.parquet`)
    await write(file, query)
    const { bytes, footer } = readFooter(file)
    expect(Buffer.from(keepRowGroups(bytes, [...footer.rowGroups.keys()], file))).toEqual(Buffer.from(bytes))
  })

  it('leaves schema, key-value metadata and writer as they were, down to no row group at all', async () => {
    const file = path.join(folder, 'known.parquet')
    await query(
      `COPY (SELECT range AS id, {'a': range} AS nested FROM range(5000))
       TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 2048, KV_METADATA {owner: 'a team'})`,
    )
    const { bytes } = readFooter(file)
    const left = path.join(folder, 'left.parquet')
    writeFileSync(left, Buffer.concat([Buffer.from('PAR1'), endOfFile(keepRowGroups(bytes, [], file))]))
    for (const about of ['parquet_schema', 'parquet_kv_metadata']) {
      const facts = async (of: string) => await query(`SELECT * EXCLUDE file_name FROM ${about}('${of}')`)
      expect(await facts(left)).toEqual(await facts(file))
    }
    expect(await query(`SELECT created_by, num_rows, num_row_groups FROM parquet_file_metadata('${left}')`)).toEqual([
      { created_by: expect.stringContaining('DuckDB'), num_rows: '0', num_row_groups: '0' },
    ])
    expect(await query(`FROM '${left}'`)).toEqual([])
  })
})
