// Expected values: what DuckDB and PostgreSQL give for the same expression.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../src/core/expression.js'
import type { EngineSession } from '../../src/core/ports.js'
import { ENGINES } from '../../src/engines/index.js'
import { testWorld } from '../support/engine.js'

let session: EngineSession
beforeAll(async () => {
  session = await (await ENGINES.duckdb()).open({ files: [], predictions: null }, testWorld())
})
afterAll(() => session.close())

describe('an expression over named numbers', () => {
  it.each([
    ['a + b * 2', 8],
    ['-a', -2],
    ['(a + b) / 0', null],
    ['0 / 0', null],
    ['a ** b', 8],
    ['1.25 * a', 2.5],
    ['1e3 / a', 500],
    ['nullif(a, 2)', null],
    ['coalesce(nullif(a, 2), 7)', 7],
    ['a + nullif(b, 3)', null],
    ['case when a < b then 10 when a = b then 20 else 30 end', 10],
    ['case when a > b then 10 end', null],
    ['case when not (a > b) and b between 1 and 3 then 1 else 0 end', 1],
    ['case when nullif(a, 2) is null or a = 5 then 1 else 0 end', 1],
    ['greatest(a, b, nullif(1, 1))', 3],
    ['least(a, b)', 2],
    ['sqrt(a + 7)', 3],
    ['sqrt(-1)', null],
    ['ln(exp(a))', 2],
    ['abs(a - b)', 1],
    ['cast(a as double)', 2],
    ['case when a then 10 else 20 end', 10],
    ['case when a - 2 then 10 else 20 end', 20],
    ['case when 0.5 and a then 10 else 20 end', 10],
    ['case when not b then 10 else 20 end', 20],
    ['case when a - 2 or b then 10 else 20 end', 10],
    ['case when true and not false then 10 end', 10],
    ['0 * nullif(a, 2) is null', 1],
    ['99999999999999999999 / 1e20', 1],
    ['0.12345678901234567890 * 1e1', 1.23456789012],
  ])('%s', async (text, expected) => {
    const parsed = await session.parseValue(text)
    if ('problem' in parsed) throw new Error(parsed.problem)
    const value = evaluate(parsed.expression, { a: 2, b: 3 })
    expect(value === null ? null : Number(value.toPrecision(12))).toBe(expected)
  })
})

describe('what can not be computed from doubles', () => {
  it.each([
    ['cast(a / b as integer)', 'may not use a cast to INTEGER'],
    ['(a / b)::decimal(10, 2)', 'may not use a cast to DECIMAL'],
    ['try_cast(a as bigint)', 'may not use a cast to BIGINT'],
    ["a + date '2026-01-01'", 'may not use a cast to DATE'],
    ["case when a then 'x' end", 'may not use text'],
  ])('%s is refused, not computed otherwise: %s', async (text, problem) => {
    const parsed = await session.parseValue(text)
    expect('problem' in parsed ? parsed.problem : parsed).toContain(problem)
  })
})
