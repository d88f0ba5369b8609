import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Connection, connect } from '../../src/engines/duckdb/connection.js'
import { perFile } from '../../src/engines/duckdb/per-file.js'
import { createTestIo } from '../support/test-io.js'

let connection: Connection

beforeAll(async () => {
  connection = await connect([], {}, createTestIo([]))
})

afterAll(() => connection.close())

it('the value of a file is found by its number, however many files have it and wherever they stand', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }), async (values) => {
      const rows = await connection.rows(
        `SELECT ${perFile(values.map(String))} FROM range(${values.length}) AS f(file_index) ORDER BY file_index`,
      )
      expect(rows.map(([value]) => Number(value))).toEqual(values)
    }),
    { numRuns: 50 },
  )
})
