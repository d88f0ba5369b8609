// Metrics in the user's SQL, through the whole program. Expected numbers: counted by hand from ROWS.
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { ROWS, scoreFor, scoreOf, sqlMetric, sqlModuleProject, sqlProject, TYPES } from '../support/sql-metrics.js'

describe('an aggregate is one call and nothing around it', () => {
  it.each([
    'sum(prediction) + (1)',
    'sum(label) ** (2)',
    'count(label) * (3)',
    '(sum(label)) / (count(*))',
    '-sum(label)',
    'sum(distinct amount)',
    'sum(amount order by amount)',
    'sum(amount) filter (where label = 1)',
    'main.sum(amount)',
    'sum(x := amount)',
    'count(label, score)',
    'max(amount)',
    'amount',
  ])('%s is refused', async (aggregate) => {
    const created = await sqlProject(sqlMetric({ x: aggregate }))
    for (const argv of [['validate'], ['score', '-m', 'm']]) {
      const { code, err } = await created.run(...argv)
      expect(err).toContain(`aggregate x is not additive: ${aggregate}`)
      expect(err).toMatch(/ctrain\.yaml:\d+:\d+ /)
      expect(code).toBe(2)
    }
  })

  it.each([
    ['sum(amount) over ()', 'aggregate x is not additive'],
    ['sum(amount) from t', 'aggregate x must be one expression'],
    ['sum(*)', 'aggregate x is not additive'],
    ['sum(columns(*))', 'aggregate x may not contain * or COLUMNS()'],
    ['sum(sum(amount))', 'aggregate x may not call sum()'],
    ['sum(1e999)', 'aggregate x is not a valid SQL expression'],
  ])('%s is refused: %s', async (aggregate, problem) => {
    const { code, err } = await (await sqlProject(sqlMetric({ x: aggregate }))).run('validate')
    expect([code, err]).toEqual([2, expect.stringContaining(problem)])
  })

  it.each([
    [' SUM ( /* of ( all */ (amount + 1) * 2 ) -- in total )', 208],
    ['"sum"(amount)', 100],
    ['(sum(amount))', 100],
    ['count(*)', 4],
    ['count()', 4],
    ["count(case when region = 'eu' then ')' end)", 2],
    ["count_if(region in ('us', 'it''s ('))", 2],
    ['count_if(label)', 3],
    ['count_if(amount - 10)', 3],
  ])('%s is read as SQL reads it', async (aggregate, expected) => {
    expect(await scoreFor(aggregate)).toBe(expected)
  })
})

describe('sums', () => {
  it('of whole numbers do not overflow when they are squared for the standard error', async () => {
    const metric = sqlMetric({ x: 'sum(case when label = 1 then 50000 else 0 end)', n: 'count(*)' }, 'x / n')
    const run = await (await sqlProject(metric)).run('score', '-m', 'm', '-f', 'json')
    expect(run.err).toBe('')
    const { score, standardError } = onlyEvaluation(run)
    expect(score).toBe(37_500)
    // s / √n of 50,000, 0, 50,000, 50,000.
    expect(standardError).toBeCloseTo(12_500, 6)
  })

  it('of a module do not, either', async () => {
    const text = `export default { direction: 'higher', sums: { x: 'amount * 10000', n: '1' }, finish: ({ x, n }) => x / n }`
    expect(await scoreOf(await sqlModuleProject(text))).toBe(250_000)
  })

  it('count true as 1', async () => {
    expect(await scoreFor('sum(flag)')).toBe(3)
    expect(await scoreFor('sum(amount > 10 and flag)')).toBe(2)
    const text = `export default { direction: 'higher', sums: { x: 'flag' }, finish: ({ x }) => x }`
    expect(await scoreOf(await sqlModuleProject(text))).toBe(3)
  })

  it('take a column of any case once', async () => {
    expect(await scoreOf(await sqlProject(sqlMetric({ a: 'sum(Amount)', b: 'sum(amount)' }, 'a + b')))).toBe(200)
  })
})

describe('a column of the dataset', () => {
  const NAMES = [
    ...[
      'state',
      'epsilon',
      'probability',
      'probability0',
      'above',
      'tied',
      'label_class',
      'bucket',
      'rows',
      'greatest',
      'center0',
    ],
    ...['member0', 'member_key0', 'member_mask0', 'key0', 'term0', 'sum0', 'product0', 'moment0_value', 'canonical', 'groups'],
    ...['terms', 'filename', 'file_row_number', 'column0', 'query', 'r', 'c', 'example', 'ctrain'],
  ]
  const rows = ROWS.map((row, index) => ({
    ...row,
    ...{ p0: 0.3, p1: 0.7, id: `i${index}` },
    ...Object.fromEntries(NAMES.map((name) => [name, index])),
  }))
  const numbers = Object.fromEntries(NAMES.map((name) => [name, 'INT64']))
  const types = { ...TYPES, p0: 'DOUBLE', p1: 'DOUBLE', id: 'UTF8', ...numbers }
  const slices = [
    { name: 'eu', where: "region = 'eu'", weight: 0.5 },
    { name: 'us', where: 'amount * score > 5.5 and amount >= 30 or state + epsilon > 3', weight: 0.5 },
  ]
  const all = sqlMetric(
    Object.fromEntries(NAMES.map((name) => [`of_${name}`, `sum(${name})`])),
    NAMES.map((name) => `of_${name}`).join(' + '),
  )

  it.each([
    ['of a binary model', {}, ['log_loss', 'roc_auc', 'expected_calibration_error'], {}],
    ['with dependent rows', { id: 'id' }, ['log_loss', 'roc_auc'], {}],
    ['with an id of such a name', { id: 'state' }, ['f1'], {}],
    ['with weights of such a name', { weight: 'rows' }, ['log_loss'], {}],
    ['beside means', {}, ['r2', 'median_absolute_error'], {}],
    [
      'beside probabilities of classes',
      { probabilities: { 0: 'p0', 1: 'p1' } },
      ['log_loss', 'top_k_accuracy', 'roc_auc'],
      { task: 'multiclass' },
    ],
  ])('may have any name: %s', async (_, columns, also, task) => {
    const created = await sqlProject({ ...all, ...task }, { rows, types, columns, model: { slices, also } })
    const run = await created.run('score', '-m', 'm', '-f', 'json')
    expect(run.err).toBe('')
    // 0 and 1 in the EU, 2 and 3 in the US, in each column.
    expect(onlyEvaluation(run).slices.map(({ value }) => value)).toEqual([NAMES.length, 5 * NAMES.length])
  })

  it('that is called as those of ctrain are is refused, with what to do', async () => {
    const data = { rows: ROWS.map((row) => ({ ...row, ctrain_state: 1 })), types: { ...TYPES, ctrain_state: 'INT32' } }
    const { code, err } = await (await sqlProject(sqlMetric({ x: 'sum(ctrain_state)' }), data)).run('score', '-m', 'm')
    expect([code, err]).toEqual([2, expect.stringContaining('column "ctrain_state" has a name that is reserved (ctrain_…)')])
    expect(await scoreFor('sum(amount)', data)).toBe(100)
  })
})

describe('unsigned integers of 64 bits', () => {
  // 2⁶⁴ − 1 twice, and 1.
  const query = `SELECT 1 AS label, 0.9 AS score, unnest([18446744073709551615, 18446744073709551615, 1])::UBIGINT AS id`
  async function scoreOfIds(metric: unknown, slices: unknown) {
    const dataset = { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score' } }
    const created = createProject({ m: { dataset, metric, slices } })
    await copyToParquet(path.join(created.folder, 'data', 'part.parquet'), query)
    const run = await created.run('score', '-m', 'm', '-f', 'json')
    expect(run.err).toBe('')
    return onlyEvaluation(run).slices.map(({ name, rows, value }) => [name, rows, value])
  }

  it.each([
    ['sum(id)', 36893488147400000000],
    ['sum(-id)', -36893488147400000000],
    ['sum(id + 1)', 36893488147400000000],
    ['sum(1 - label - id)', -36893488147400000000],
    ['count_if(id > 9223372036854775807)', 2],
  ])('are summed as they are: %s', async (aggregate, expected) => {
    const slices = [{ name: 'all', where: 'id >= 0', weight: 1 }]
    expect(await scoreOfIds(sqlMetric({ x: aggregate }), slices)).toEqual([['all', 3, expected]])
  })

  it('are compared and sliced by as they are', async () => {
    const where = [{ name: 'a', where: 'id = 18446744073709551615', weight: 1 }]
    expect(await scoreOfIds('accuracy', where)).toEqual([['a', 2, 1]])
    expect(await scoreOfIds('accuracy', { by: 'id' })).toEqual([
      ['id=1', 1, 1],
      ['id=18446744073709551615', 2, 1],
    ])
  })
})

describe('SQL that does not fit the data', () => {
  it.each([
    ['sum(region)', 'own: aggregate x must be a number, true or false for a row, this is VARCHAR'],
    ['count_if(region)', 'own: aggregate x must be a number, true or false for a row, this is VARCHAR'],
    ['sum(label.x)', 'own: aggregate x does not fit the columns: Binder Error'],
    ['sum(lower(amount))', 'own: aggregate x does not fit the columns: Binder Error'],
    ['sum(ln(score - score))', 'own: aggregate x fails: Out of Range Error: cannot take logarithm of zero on this data'],
    ['sum(cast(region as double))', 'own: aggregate x fails: Conversion Error'],
    ['sum(amount * 2000000000)', 'own: aggregate x fails: Out of Range Error'],
  ])('%s is told with its place: %s', async (aggregate, problem) => {
    const { code, err } = await (await sqlProject(sqlMetric({ n: 'count(*)', x: aggregate }))).run('score', '-m', 'm')
    expect(err).toContain(problem)
    expect(err).toMatch(/ctrain\.yaml:\d+:\d+ own: /)
    expect(code).toBe(2)
  })

  it('does not fail by rows that are not scored', async () => {
    const rows = [...ROWS, { label: null, score: 0.5, amount: 0, region: 'eu', flag: true }]
    expect(await scoreFor('sum(ln(amount / 10))', { rows })).toBeCloseTo(Math.log(24), 10)
  })
})
