// A column-projected pull of each writer's file: what the plan leaves out is not read, and nothing that is read is left out.
import { mkdirSync, mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { totalBytes } from '../../src/datasets/ranges.js'
import { COPIES, LAKE, lakeFiles } from '../support/lake.js'
import { expectAllRows } from '../support/lake-score.js'
import { readFooter, writeSparse } from '../support/sparse-parquet.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-lake-sparse-'))
const SCORED = ['label', 'prediction', 'weight']
/** No page, footer or bloom filter survives these. */
const POISON = 0xff

/** Files with a column to leave out: all but one of those that no metric reads. */
const files = lakeFiles()
  .filter(({ path, columns }) => columns.length > SCORED.length + 1 && !path.endsWith('/'))
  .flatMap(({ path, columns }) => columns.filter((name) => !SCORED.includes(name)).map((column) => ({ path, column })))

describe('a sparse file with holes of 0xFF scores as the whole one', () => {
  it.each(files.filter((_, index) => index % 3 === 0))('$path by $column', async ({ path: file, column }) => {
    const columns = [...SCORED, column]
    const target = path.join(folder, `${column}-${file}`)
    mkdirSync(path.dirname(target), { recursive: true })
    writeSparse(`${LAKE}${file}`, target, { columns, time: null }, POISON)
    await expectAllRows(target, columns, COPIES[file])
  })

  it('and most of them have holes', () => {
    const shares = files.map(({ path: file, column }) => {
      const source = `${LAKE}${file}`
      const plan = writeSparse(source, path.join(folder, 'share.parquet'), { columns: [...SCORED, column], time: null }, POISON)
      return totalBytes(plan.ranges) / readFooter(source).file.bytes
    })
    expect(shares.filter((share) => share < 1).length).toBeGreaterThan(shares.length / 2)
  })
})
