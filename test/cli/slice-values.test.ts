// Slices by value: how keys are read, and what columns may hold. Expected numbers: counted from the rows.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { evaluateRows, projectOf, rowsOf } from '../support/evaluate-rows.js'
import { onlyEvaluation } from '../support/project.js'

/** The evaluation of a model whose slices are written in YAML. */
async function evaluateYaml(slices: string, given: Parameters<typeof projectOf>[0]) {
  const project = await projectOf(given)
  const text = `version: 1
models:
  m:
    dataset: { source: data/*.parquet, columns: { label: label, prediction: score } }
    metric: accuracy
    slices: ${slices}
    production: { score: 0.8 }
    drift: { max_drop: 5% }
`
  writeFileSync(path.join(project.folder, 'ctrain.yaml'), text)
  const run = await project.run('evaluate', '-m', 'm', '-f', 'json')
  return { ...run, slices: onlyEvaluation(run).slices.map(({ name, rows }) => [name, rows]) }
}

it('a value that starts with a byte order mark is one of its own, with its rows', async () => {
  const rows = [...rowsOf('\ufeffEU', 1, 2), ...rowsOf('EU', 1, 3), ...rowsOf(null, 1, 4)]
  const { slices } = await evaluateYaml('[{ by: region }]', { rows })
  expect(new Set(slices)).toEqual(
    new Set([
      ['region=\ufeffEU', 2],
      ['region=EU', 3],
      ['region=null', 4],
    ]),
  )
})

describe('a key of weights', () => {
  it.each(['null', '~', 'Null', '"null"'])('%s means the rows without a value', async (key) => {
    const rows = [...rowsOf('EU', 1, 2), ...rowsOf(null, 1, 3)]
    const { slices } = await evaluateYaml(`[{ by: region, weights: { EU: 0.5, ${key}: 0.5 } }]`, { rows })
    expect(slices).toEqual([
      ['region=EU', 2],
      ['region=null', 3],
    ])
  })

  it('with a backslash in front is text, whatever else it would mean', async () => {
    const rows = [...rowsOf('null', 1, 2), ...rowsOf('*', 1, 3), ...rowsOf('\\x', 1, 4), ...rowsOf(null, 1, 5)]
    const weights = '{ \\null: 0.2, \\*: 0.2, \\\\x: 0.2, null: 0.2, "*": 0.2 }'
    const { slices } = await evaluateYaml(`[{ by: region, weights: ${weights} }]`, { rows: [...rows, ...rowsOf('y', 1, 6)] })
    expect(slices).toEqual([
      ['region=\\null', 2],
      ['region=\\*', 3],
      ['region=\\\\x', 4],
      ['region=null', 5],
      ['region=*', 6],
    ])
  })

  it('the text null and no value are two slices by themselves, too', async () => {
    const { evaluation } = await evaluateRows({
      model: { slices: { by: 'region' } },
      rows: [...rowsOf('null', 1, 1), ...rowsOf(null, 1, 2)],
    })
    expect(evaluation.slices.map(({ name, rows }) => [name, rows])).toEqual([
      ['region=\\null', 1],
      ['region=null', 2],
    ])
  })

  it.each(['01', '1.0', '1e3', '0x10', 'True', '1_000'])('%s is taken as it is written', async (key) => {
    const rows = [...rowsOf(key, 1, 2), ...rowsOf('1', 1, 3)]
    const { slices } = await evaluateYaml(`[{ by: region, weights: { ${key}: 0.5, 1: 0.5 } }]`, { rows })
    expect(slices).toHaveLength(2)
    expect(slices).toContainEqual([`region=${key}`, 2])
    expect(slices).toContainEqual(['region=1', 3])
  })

  it('of numbers is a value of the column: 01 and 1.0 are 1', async () => {
    const given = {
      rows: [
        { n: 1, label: 1, score: 0.9 },
        { n: 2, label: 1, score: 0.9 },
      ],
      types: { n: 'INT32' },
    }
    expect((await evaluateYaml('[{ by: n, weights: { 01: 0.5, 2.0: 0.5 } }]', given)).slices).toEqual([
      ['n=01', 1],
      ['n=2.0', 1],
    ])
  })

  it.each([
    [
      '01: 0.5, 1: 0.5',
      /ctrain\.yaml:6:\d+ weights: "1" and "01" are the same value of n|weights: "01" and "1" are the same value of n/,
    ],
    ['EU: 0.5, 1: 0.5', /ctrain\.yaml:6:\d+ weights: "EU" can't be a value of the column "n", which has type INTEGER/],
    ['1.5: 0.5, 1: 0.5', /"1\.5" can't be a value of the column "n"/],
  ])('{ %s } of a column of numbers is refused, and no condition is blamed', async (weights, message) => {
    const rows = [{ n: 1, label: 1, score: 0.9 }]
    const { code, err } = await evaluateYaml(`[{ by: n, weights: { ${weights} } }]`, { rows, types: { n: 'INT32' } })
    expect(code).toBe(2)
    expect(err).toMatch(message)
    expect(err).not.toContain('where')
  })

  it('of two columns may hold a comma, with a backslash in front', async () => {
    const rows = [...rowsOf('Paris, FR', 1, 2), ...rowsOf('back\\slash', 1, 3)]
    const { slices } = await evaluateYaml(
      "[{ by: [region, plan], weights: { 'Paris\\, FR, pro': 0.5, 'back\\\\slash, pro': 0.5 } }]",
      { rows },
    )
    expect(slices).toEqual([
      ['region=Paris\\, FR, plan=pro', 2],
      ['region=back\\\\slash, plan=pro', 3],
    ])
  })
})

describe('values of a column', () => {
  it('0.0 and −0.0 are one', async () => {
    const project = await projectOf({ model: { slices: { by: 'n' } }, rows: [] })
    const rows = "FROM (VALUES (0e0), ('-0.0'::DOUBLE), (1.5e0)) AS numbers(n)"
    await copyToParquet(path.join(project.folder, 'data', 'part.parquet'), `SELECT n, 1 AS label, 0.9e0 AS score ${rows}`)
    const { slices } = onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json'))
    expect(slices.map(({ name, rows }) => [name, rows])).toEqual([
      ['n=0.0', 2],
      ['n=1.5', 1],
    ])
  })

  it('may hold a NUL character, among few values and among many', async () => {
    const many = Array.from({ length: 300 }, (_, index) => rowsOf(`r${index}`, 1, 1)).flat()
    for (const others of [rowsOf('b', 1, 1), many]) {
      const { evaluation } = await evaluateRows({
        model: { slices: { by: 'region' } },
        rows: [...rowsOf('a\0b', 1, 2), ...others],
      })
      expect(evaluation.slices.find(({ name }) => name === 'region=a\0b')?.rows).toBe(2)
      expect(evaluation.slices).toHaveLength(others.length + 1)
    }
  })

  it('that are not there are told with place and a suggestion', async () => {
    const { code, err } = await evaluateYaml('{ by: regoin }', { rows: rowsOf('EU', 1, 1) })
    expect(code).toBe(2)
    expect(err).toMatch(/ctrain\.yaml:6:19 by regoin: the dataset has no column "regoin"/)
    expect(err).toContain('did you mean region?')
  })
})

describe('many slices by value', () => {
  /** Values of at least 40 characters, and one that is longer than a condition may be. */
  const LONG = 'x'.repeat(20_000)
  const value = (index: number) => (index === 0 ? LONG : `value ${index} ${'y'.repeat(40)}`)

  it('a thousand, with all others as one', async () => {
    const rows = Array.from({ length: 1500 }, (_, index) => rowsOf(value(index), 1, 1)).flat()
    const named = Object.fromEntries(Array.from({ length: 999 }, (_, index) => [value(index), 0.0005]))
    const slices = [{ by: 'region', weights: { ...named, '*': 0.5005 } }]
    const { code, evaluation } = await evaluateRows({ model: { slices }, rows: [...rows, ...rowsOf(null, 1, 1)] })
    expect([code, evaluation.reasons]).toEqual([0, expect.anything()])
    expect(evaluation.slices).toHaveLength(1000)
    expect(evaluation.slices.slice(0, -1).every(({ rows }) => rows === 1)).toBe(true)
    expect(evaluation.slices.at(-1)).toMatchObject({ name: 'region=*', rows: 502 })
  })

  it('a thousand combinations of two columns, with all others as one', async () => {
    const pairs = Array.from({ length: 1020 }, (_, index) => [value(index % 30), `plan ${Math.floor(index / 30)}`] as const)
    const rows = pairs.flatMap(([region, plan]) => rowsOf(region, 1, 1, { plan }))
    const named = Object.fromEntries(pairs.slice(0, 999).map(([region, plan]) => [`${region}, ${plan}`, 0.0005]))
    const slices = [{ by: ['region', 'plan'], weights: { ...named, '*': 0.5005 } }]
    const { evaluation } = await evaluateRows({ model: { slices }, rows })
    expect(evaluation.slices.map(({ rows }) => rows)).toEqual([...Array.from({ length: 999 }, () => 1), 21])
  })

  it('are the same where the column has more values than can be looked up', async () => {
    const rows = Array.from({ length: 6000 }, (_, index) => rowsOf(`r${index % 3000}`, 1, 1)).flat()
    const slices = [
      { by: 'region', weights: { r1: 0.3, r2: 0.3, '*': 0.4 } },
      { name: 'odd', where: "region = 'r1'", weight: 0 },
    ]
    const { evaluation } = await evaluateRows({ model: { slices }, rows })
    expect(evaluation.slices.map(({ rows }) => rows)).toEqual([2, 2, 5996, 2])
  })

  it('two entries with others each: each has the others of its own', async () => {
    const rows = [...rowsOf('EU', 1, 2), ...rowsOf('US', 1, 3, { plan: 'free' })]
    const slices = [
      { by: 'region', weights: { EU: 0.25, '*': 0.25 } },
      { by: 'plan', weights: { free: 0.25, '*': 0.25 } },
    ]
    const { evaluation } = await evaluateRows({ model: { slices }, rows })
    expect(evaluation.slices.map(({ name, rows }) => [name, rows])).toEqual([
      ['region=EU', 2],
      ['region=*', 3],
      ['plan=free', 3],
      ['plan=*', 2],
    ])
  })
})

describe('names of slices', () => {
  it('that data gives and one that the config gives must differ', async () => {
    const slices = [{ name: 'region=EU', where: "region = 'EU'", weight: 0.5 }, { by: 'region' }]
    const run = await evaluateRows({ model: { slices }, rows: rowsOf('EU', 1, 1) })
    expect(run.code).toBe(2)
    expect(run.err).toMatch(/ctrain\.yaml:\d+:\d+ two slices are named region=EU; the other one is at ctrain\.yaml:\d+:\d+/)
  })
})
