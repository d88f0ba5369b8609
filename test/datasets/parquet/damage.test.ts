import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKnownError } from '../../../src/core/errors.js'
import { parseFooter } from '../../../src/datasets/parquet/footer.js'
import { planColumns } from '../../../src/datasets/parquet/plan.js'
import { keepRowGroups } from '../../../src/datasets/parquet/rewrite.js'
import { locateFooter } from '../../../src/datasets/parquet/tail.js'
import { covers } from '../../../src/datasets/ranges.js'
import { useDuckDb } from '../../support/duckdb-query.js'
import { VARIANTS } from '../../support/parquet-variants.js'
import { readFooter } from '../../support/sparse-parquet.js'

const query = await useDuckDb()
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-damage-'))
const needs = { columns: ['id', 'ts', 'nested'], time: { column: 'ts', from: 0, to: Date.UTC(2026, 10, 3) } }

/** Does all that a pull does with a footer: it must come to a plan, or to a known error. */
function use(bytes: Uint8Array, { file, range }: ReturnType<typeof readFooter>): void {
  try {
    const footer = parseFooter(bytes, { uri: file.uri, start: range.start })
    const plan = planColumns(footer, needs, file, range)
    expect(covers([{ start: 0, end: file.bytes }], plan.ranges)).toBe(true)
    expect(covers(plan.ranges, [range])).toBe(true)
    keepRowGroups(bytes, plan.kept, file.uri)
  } catch (error) {
    if (!isKnownError(error)) throw error
    expect(error.kind).toBe('data')
    expect(error.message).toContain(file.uri)
  }
}

describe.each([1, 8, 10])('a damaged footer ends in a plan or a known error', (index) => {
  const variant = VARIANTS[index]
  if (variant === undefined) throw new Error('there is no such variant')

  it(`by ${variant.name}`, async () => {
    const file = path.join(folder, `${index}.parquet`)
    await variant.write(file, query)
    const read = readFooter(file)
    const { bytes } = read
    const flips = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(flips, (damage) => {
        const broken = Uint8Array.from(bytes)
        for (const [at, byte] of damage) broken[at] = byte
        use(broken, read)
      }),
      { numRuns: 500 },
    )
    fc.assert(fc.property(fc.nat(bytes.length - 1), (length) => use(bytes.subarray(0, length), read)))
    fc.assert(fc.property(fc.nat(bytes.length - 1), (start) => use(bytes.subarray(start), read)))
  })
})

describe('bytes that are no footer at all', () => {
  it('end in a known error', () => {
    const file = { uri: 's3://lake/a.parquet', bytes: 1_000_000 }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        use(bytes, {
          ...file,
          bytes,
          file,
          range: { start: 900_000, end: 1_000_000 },
          footer: { rows: 0, columns: [], rowGroups: [] },
        })
        try {
          locateFooter(bytes, { uri: file.uri, bytes: bytes.length })
        } catch (error) {
          expect(isKnownError(error)).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
