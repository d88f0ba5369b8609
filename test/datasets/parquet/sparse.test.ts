import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { totalBytes } from '../../../src/datasets/ranges.js'
import { useDuckDb } from '../../support/duckdb-query.js'
import { VARIANTS } from '../../support/parquet-variants.js'
import { readFooter, writeSparse } from '../../support/sparse-parquet.js'

const query = await useDuckDb()
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-sparse-'))

/** Questions that read the footer, statistics, bloom filters, dictionaries and pages of the needed columns. */
const QUESTIONS = [
  'SELECT count(*) FROM $',
  'SELECT min(id), max(id), min(ts), max(ts), min(kind), max(amount) FROM $',
  'SELECT kind, count(*), sum(id), count(amount), sum(round(amount * 1000)::BIGINT), min(ts), max(ts) FROM $ GROUP BY kind ORDER BY kind',
  "SELECT count(*), sum(id) FROM $ WHERE kind = 'kind-3'",
  "SELECT count(*) FROM $ WHERE kind = 'nothing' OR kind IN ('kind-1', 'none')",
  'SELECT count(*), sum(amount) FROM $ WHERE id = 1234',
  'SELECT count(*), sum(id) FROM $ WHERE id IN (1, 2500, 999999) OR amount > 0.999',
  'SELECT id, kind, amount, ts FROM $ WHERE flag ORDER BY id DESC LIMIT 20',
]
/** Names in any case, and one that no file has. */
const COLUMNS = ['ID', 'kind', 'Amount', 'TS', 'flag', 'weight']
const ZEROS = 0x00
/** No page, footer or bloom filter survives these. */
const POISON = 0xff

async function answers(source: string, questions: readonly string[] = QUESTIONS) {
  return await Promise.all(questions.map((question) => query(question.replace('$', source))))
}

describe.each(VARIANTS)('a sparse file of the needed columns of one by $name', ({ name, write }) => {
  const whole = path.join(folder, `${name}.parquet`)
  const sparse = path.join(folder, `${name}.sparse.parquet`)
  const isEmpty = name.includes('no rows')

  beforeAll(() => write(whole, query))

  it.each([ZEROS, POISON])('answers as the whole file does, with holes full of %d', async (fill) => {
    const plan = writeSparse(whole, sparse, { columns: COLUMNS, time: null }, fill)
    const { file } = readFooter(whole)
    if (!isEmpty) expect(totalBytes(plan.ranges)).toBeLessThan(0.7 * file.bytes)
    expect(await answers(`'${sparse}'`)).toEqual(await answers(`'${whole}'`))
    const numbered = ['SELECT sum(file_row_number), sum(file_row_number * id) FROM $ WHERE amount > 0']
    expect(await answers(`read_parquet('${sparse}', file_row_number = true)`, numbered)).toEqual(
      await answers(`read_parquet('${whole}', file_row_number = true)`, numbered),
    )
  })

  it.each([ZEROS, POISON])('answers for a time when the other row groups are gone, with holes full of %d', async (fill) => {
    const [from, to] = ['2026-11-02 00:00:00', '2026-11-02 06:00:00']
    const time = { column: 'ts', from: Date.parse(`${from}Z`), to: Date.parse(`${to}Z`) }
    const plan = writeSparse(whole, sparse, { columns: COLUMNS, time }, fill)
    const within = (file: string) => `(FROM '${file}' WHERE ts >= TIMESTAMP '${from}' AND ts < TIMESTAMP '${to}')`
    expect(await answers(within(sparse))).toEqual(await answers(within(whole)))
    // The rewritten footer is one of a whole file: what is left of it can be read to the last row.
    const left = await query(`SELECT count(*) AS rows, count(id) AS ids FROM '${sparse}'`)
    const groups = readFooter(whole).footer.rowGroups.filter((_, index) => plan.kept.includes(index))
    const rows = String(groups.reduce((total, group) => total + group.rows, 0))
    expect(left).toEqual([{ rows, ids: rows }])
  })

  it('is united by name with a file of other columns', async () => {
    const other = path.join(folder, 'other.parquet')
    await query(`COPY (SELECT 1::BIGINT AS id, 0.5 AS weight, 'kind-3' AS kind) TO '${other}'`)
    writeSparse(whole, sparse, { columns: COLUMNS, time: null }, POISON)
    const questions = [...QUESTIONS, 'SELECT count(weight), sum(weight) FROM $']
    const united = (file: string) => `read_parquet(['${file}', '${other}'], union_by_name = true)`
    expect(await answers(united(sparse), questions)).toEqual(await answers(united(whole), questions))
  })

  it('has all rows even if it has none of the needed columns', async () => {
    const plan = writeSparse(whole, sparse, { columns: ['weight'], time: null }, POISON)
    expect(plan.ranges).toHaveLength(1)
    expect(await answers(`'${sparse}'`, ['SELECT count(*) FROM $'])).toEqual(
      await answers(`'${whole}'`, ['SELECT count(*) FROM $']),
    )
  })
})
