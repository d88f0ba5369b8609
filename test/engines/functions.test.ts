import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Connection, connect } from '../../src/engines/duckdb/connection.js'
import { ALLOWED_FUNCTIONS } from '../../src/engines/duckdb/functions.js'
import { createTestIo } from '../support/test-io.js'

let connection: Connection

beforeAll(async () => {
  connection = await connect([], {}, createTestIo([]))
})

afterAll(() => connection.close())

/** Turned into operators or CASE by the parser, so that the catalogue has no function of the name. */
const SYNTAX = new Set(['coalesce', 'ifnull', 'nullif', 'position'])

it('every allowed function exists, has a value per row, and gives the same answer each time', async () => {
  const rows = await connection.rows(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'macro') AND coalesce(stability, 'CONSISTENT') = 'CONSISTENT'",
  )
  const known = new Set(rows.map(([name]) => name))
  const unknown = [...ALLOWED_FUNCTIONS].filter((name) => !known.has(name) && !SYNTAX.has(name))
  expect(unknown).toEqual([])
})

it('no allowed function has a version that aggregates or reads a table', async () => {
  const rows = await connection.rows(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('aggregate', 'table', 'table_macro', 'pragma')",
  )
  expect(rows.map(([name]) => String(name)).filter((name) => ALLOWED_FUNCTIONS.has(name))).toEqual([])
})
