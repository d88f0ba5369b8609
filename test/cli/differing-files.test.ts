import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject, onlyEvaluation } from '../support/project.js'

/** What is said of two files that have the column x, each with its own SQL, where a slice reads it. */
async function evaluate(first: string, second: string, where = 'x IS NOT NULL') {
  const project = createProject({ m: binaryModel({ slices: [{ name: 'all', where, weight: 1 }] }) })
  for (const [name, sql] of Object.entries({ a: first, b: second })) {
    await copyToParquet(path.join(project.folder, 'data', `${name}.parquet`), `SELECT 1 AS label, 0.9 AS score, ${sql}`)
  }
  return { folder: project.folder, evaluation: onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json')) }
}

describe('a column whose types contradict each other is an error that names both files', () => {
  it.each([
    ['a struct and a number', '{a: 1} AS x', '1 AS x', 'x is struct', 'number'],
    ['a list and a number', '[1] AS x', '1 AS x', 'x is list', 'number'],
    ['a map and a struct', 'MAP {1: 2} AS x', '{a: 1} AS x', 'x is map', 'struct'],
    ['text and bytes', "'x' AS x", "'x'::BLOB AS x", 'x is text', 'binary'],
    // Midnight and a day are not the same: a predicate that means one misses the other.
    ['a timestamp and a date', "TIMESTAMP '2026-11-14' AS x", "DATE '2026-11-14' AS x", 'x is timestamp', 'date'],
    ['a time and a timestamp', "TIME '10:00' AS x", "TIMESTAMP '2026-11-14' AS x", 'x is time', 'timestamp'],
    ['a boolean and a number', 'true AS x', '1 AS x', 'x is boolean', 'number'],
    ['text and a number', "'1' AS x", '1 AS x', 'x is text', 'number'],
    ['text and a UUID', "'1' AS x", 'uuid() AS x', 'x is text', 'uuid'],
    ['a field of a struct', "{a: 'x', b: 1} AS x", '{b: 1, a: 2} AS x', 'x.a is text', 'number'],
    ['an element of a list', "[{a: 'x'}] AS x", '[{a: 2}] AS x', 'x.element.a is text', 'number'],
  ])('%s', async (_, first, second, is, other) => {
    const { folder, evaluation } = await evaluate(first, second)
    expect(evaluation.error?.message).toBe(`column ${is} in ${folder}/data/a.parquet but ${other} in ${folder}/data/b.parquet`)
  })
})

describe('files may differ in', () => {
  it.each([
    ['the size and sign of integers', '1::TINYINT AS x', '4000000000::UINTEGER AS x'],
    ['floats, decimals and integers', '1.5::FLOAT AS x', '1.25::DECIMAL(9, 2) AS x'],
    ['the unit and zone of timestamps', "TIMESTAMP_NS '2026-11-14' AS x", "TIMESTAMPTZ '2026-11-14' AS x"],
    ['the fields of a struct', '{a: 1} AS x', "{b: 'y', a: 2.5} AS x"],
    ['the place of a column', "1 AS x, 'y' AS y", "'y' AS y, 1 AS x"],
    ['columns that are not read', "1 AS x, 'y' AS y", '1 AS x, 7 AS y'],
    ['a field that is called like a column that is read', "1 AS x, {label: 'y'} AS y", '1 AS x, {label: true} AS y'],
    ['the case of names', '1 AS x', '2 AS X'],
  ])('%s', async (_, first, second) => {
    const { evaluation } = await evaluate(first, second)
    expect(evaluation.error).toBeNull()
    expect(evaluation.slices[0]).toMatchObject({ rows: 2, value: 1 })
  })
})

it('fields of structs are read by name, whatever their order and what else there is', async () => {
  const { evaluation } = await evaluate("{country: 'DE', zip: 1} AS x", "{city: 'Rome', country: 'IT'} AS x", "x.country = 'IT'")
  expect(evaluation.slices[0]).toMatchObject({ rows: 1 })
})

it('columns may have any name, and letters of ASCII any case', async () => {
  const names = { label: 'Größe "x".y', prediction: "p'red;--", weight: 'select', id: 'a.b', group: 'ID' }
  const project = createProject({
    m: binaryModel({
      dataset: {
        source: 'data/',
        columns: { ...names, prediction: "P'RED;--" },
        filter: '"Größe ""X"".y" >= 0',
      },
      metric: 'ndcg@3',
      slices: [{ by: 'a.b', weight: 'rows' }],
      drift: { max_drop: '5%' },
    }),
  })
  const [label, prediction, weight, id, group] = Object.values(names).map((name) => `"${name.replaceAll('"', '""')}"`)
  await copyToParquet(
    path.join(project.folder, 'data', 'a.parquet'),
    `SELECT range % 2 AS ${label}, range / 10 AS ${prediction}, 1 AS ${weight}, range % 2 AS ${id}, range // 4 AS ${group} FROM range(8)`,
  )
  const { error, slices } = onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json'))
  expect(error).toBeNull()
  expect(slices.map(({ name, rows }) => [name, rows])).toEqual([
    ['a.b=0', 4],
    ['a.b=1', 4],
  ])
})
