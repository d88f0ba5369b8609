// Metrics in the user's SQL, through the whole program. Expected numbers: counted by hand from ROWS.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { type Row, writeParquet } from '../support/parquet.js'
import { createProject, onlyEvaluation, type Project } from '../support/project.js'

const ROWS: readonly Row[] = [
  { label: 1, score: 0.9, amount: 10, region: 'eu', flag: true },
  { label: 0, score: 0.8, amount: 20, region: 'eu', flag: false },
  { label: 1, score: 0.2, amount: 30, region: 'us', flag: true },
  { label: 1, score: 0.7, amount: 40, region: 'us', flag: true },
]
const TYPES = { label: 'INT32', score: 'DOUBLE', amount: 'INT32', region: 'UTF8', flag: 'BOOLEAN' }

interface Data {
  readonly rows?: readonly Row[]
  readonly types?: Readonly<Record<string, string>>
  readonly columns?: Readonly<Record<string, unknown>>
  readonly model?: Readonly<Record<string, unknown>>
}

async function project(metric: unknown, { rows = ROWS, types = TYPES, columns = {}, model = {} }: Data = {}): Promise<Project> {
  const created = createProject({
    m: {
      dataset: { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score', ...columns } },
      metric,
      slices: [{ name: 'all', where: 'true', weight: 1 }],
      ...model,
    },
  })
  await writeParquet(path.join(created.folder, 'data', 'part.parquet'), types, rows)
  return created
}

/** The value of a metric of one aggregate, `x`. */
async function scoreFor(aggregate: string, data: Data = {}): Promise<number | null | undefined> {
  return await scoreOf(await project(sqlMetric({ x: aggregate }), data))
}

async function scoreOf(created: Project): Promise<number | null | undefined> {
  const run = await created.run('score', '-m', 'm', '-f', 'json')
  expect(run.err).toBe('')
  return onlyEvaluation(run).score
}

function sqlMetric(aggregates: Readonly<Record<string, string>>, value = 'x', more: Readonly<Record<string, unknown>> = {}) {
  return { name: 'own', direction: 'higher', aggregates, value, ...more }
}

async function moduleProject(text: string, data: Data = {}): Promise<Project> {
  const created = await project({ module: './metrics/own.mjs' }, data)
  mkdirSync(path.join(created.folder, 'metrics'))
  writeFileSync(path.join(created.folder, 'metrics', 'own.mjs'), text)
  return created
}

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
    const created = await project(sqlMetric({ x: aggregate }))
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
    const { code, err } = await (await project(sqlMetric({ x: aggregate }))).run('validate')
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
    const run = await (await project(metric)).run('score', '-m', 'm', '-f', 'json')
    expect(run.err).toBe('')
    const { score, standardError } = onlyEvaluation(run)
    expect(score).toBe(37_500)
    // s / √n of 50,000, 0, 50,000, 50,000.
    expect(standardError).toBeCloseTo(12_500, 6)
  })

  it('of a module do not, either', async () => {
    const text = `export default { direction: 'higher', sums: { x: 'amount * 10000', n: '1' }, finish: ({ x, n }) => x / n }`
    expect(await scoreOf(await moduleProject(text))).toBe(250_000)
  })

  it('count true as 1', async () => {
    expect(await scoreFor('sum(flag)')).toBe(3)
    expect(await scoreFor('sum(amount > 10 and flag)')).toBe(2)
    const text = `export default { direction: 'higher', sums: { x: 'flag' }, finish: ({ x }) => x }`
    expect(await scoreOf(await moduleProject(text))).toBe(3)
  })

  it('take a column of any case once', async () => {
    expect(await scoreOf(await project(sqlMetric({ a: 'sum(Amount)', b: 'sum(amount)' }, 'a + b')))).toBe(200)
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
    const created = await project({ ...all, ...task }, { rows, types, columns, model: { slices, also } })
    const run = await created.run('score', '-m', 'm', '-f', 'json')
    expect(run.err).toBe('')
    // 0 and 1 in the EU, 2 and 3 in the US, in each column.
    expect(onlyEvaluation(run).slices.map(({ value }) => value)).toEqual([NAMES.length, 5 * NAMES.length])
  })

  it('that is called as those of ctrain are is refused, with what to do', async () => {
    const data = { rows: ROWS.map((row) => ({ ...row, ctrain_state: 1 })), types: { ...TYPES, ctrain_state: 'INT32' } }
    const { code, err } = await (await project(sqlMetric({ x: 'sum(ctrain_state)' }), data)).run('score', '-m', 'm')
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
    const { code, err } = await (await project(sqlMetric({ n: 'count(*)', x: aggregate }))).run('score', '-m', 'm')
    expect(err).toContain(problem)
    expect(err).toMatch(/ctrain\.yaml:\d+:\d+ own: /)
    expect(code).toBe(2)
  })

  it('does not fail by rows that are not scored', async () => {
    const rows = [...ROWS, { label: null, score: 0.5, amount: 0, region: 'eu', flag: true }]
    expect(await scoreFor('sum(ln(amount / 10))', { rows })).toBeCloseTo(Math.log(24), 10)
  })
})

describe('the self-test of validate', () => {
  it.each([
    'sum(ln(prediction - prediction))',
    'sum(sqrt(-1))',
    'sum(label.x)',
    "sum(label || 'x')",
    'sum(lower(amount) + region - 1)',
    'sum(upper(amount))',
  ])('refuses what no rows suit: %s', async (aggregate) => {
    const { code, err } = await (await project(sqlMetric({ x: aggregate }))).run('validate')
    expect(err).toMatch(/ctrain\.yaml:\d+:\d+ models\.m\.metric: own: aggregate x (fails|does not fit|must be)/)
    expect(code).toBe(2)
  })

  it.each([
    [{ x: 'sum(ln(label))' }],
    [{ x: 'sum(ln(prediction))' }],
    [{ x: 'sum(amount)' }],
    [{ x: "count_if(region = 'eu')" }],
    [{ x: "sum(case when region = 'eu' and amount > 5 then amount end)" }],
    [{ x: "sum(date_diff('day', ordered, paid))", n: 'count_if(flag)' }],
    [{ x: 'sum(amount)', y: "count_if(region like 'e%')", z: "sum(flag and paid > date '2026-01-01')" }],
    [{ x: "sum(case when a = 'x' and b > 1 and c and d > date '2026-01-01' then 1 end)" }],
    [{ x: 'sum(customer.age)' }],
    [{ x: "count_if(list_contains(tags, 'vip'))" }],
    [{ x: 'sum(cast(substr(code, 2) as integer))' }],
    [{ x: 'sum(make_date(y, 1, 1) - paid)' }],
  ])('takes what suits some rows: %j', async (aggregates) => {
    const { out, err } = await (await project(sqlMetric(aggregates))).run('validate')
    expect([out, err]).toEqual([expect.stringContaining('is valid'), ''])
  })

  it.each([
    ["export default { direction: 'higher', sums: {}, finish: () => 1 }", 'has {} as sums, which must be SQL by name'],
    ["export default { direction: 'higher', sums: { n: 'amount' }, finish: ({ n }) => n / 0 - n / 0 }", 'gave NaN, not a number'],
    ["export default { direction: 'higher', sums: { n: 'region' }, finish: ({ m }) => m.x }", 'failed in finish: TypeError'],
    [
      'export default { direction: "higher", sums: { n: "label = \'cat\'" }, finish: ({ n }) => n }',
      'aggregate n fails: Conversion Error',
    ],
  ])('tells what a module does wrong: %s', async (text, problem) => {
    const { code, err } = await (await moduleProject(text)).run('validate')
    expect(err).toContain(problem)
    expect(err).toMatch(/ctrain\.yaml:\d+:\d+ models\.m\.metric: /)
    expect(code).toBe(2)
  })

  it('takes a module of several classes, whose labels are text', async () => {
    const text = `export default { direction: 'higher', task: 'multiclass', sums: { n: "label = 'cat'" }, finish: ({ n }) => n }`
    const { out, err } = await (await moduleProject(text)).run('validate')
    expect([out, err]).toEqual([expect.stringContaining('is valid'), ''])
  })
})

describe('metrics of several classes', () => {
  const rows: readonly Row[] = [
    { label: 'cat', score: 'cat', amount: 1 },
    { label: 'dog', score: 'cat', amount: 2 },
    { label: 'dog', score: 'dog', amount: 3 },
    { label: 'emu', score: 'emu', amount: 4 },
  ]
  const data = { rows, types: { label: 'UTF8', score: 'UTF8', amount: 'INT64' }, model: { also: ['accuracy'] } }

  it('are written in SQL over labels and predictions that are text', async () => {
    const metric = sqlMetric({ hits: 'count_if(label = prediction)', n: 'count(*)' }, 'hits / n', { task: 'multiclass' })
    const created = await project(metric, data)
    expect(await created.run('validate')).toMatchObject({ code: 0, err: '' })
    const run = await created.run('score', '-m', 'm', '-f', 'json')
    expect(run.err).toBe('')
    const { score, standardError, also } = onlyEvaluation(run)
    expect(score).toBe(0.75)
    expect(also).toMatchObject([{ name: 'accuracy', score: 0.75, standardError }])
  })

  it('may stand beside those that only classes have, also as a module', async () => {
    const model = { also: [{ name: 'f1', average: 'macro' }] }
    const text = `export default { direction: 'higher', task: 'multiclass', sums: { n: "case when label = 'dog' then amount end" }, finish: ({ n }) => n }`
    const created = await moduleProject(text, { ...data, model })
    expect(await created.run('validate')).toMatchObject({ code: 0, err: '' })
    expect(await scoreOf(created)).toBe(5)
  })

  it('of a module that names no task are numbers, and validate says so beside classes', async () => {
    const model = { also: [{ name: 'f1', average: 'macro' }] }
    const text = `export default { direction: 'higher', sums: { n: '1' }, finish: ({ n }) => n }`
    const created = await moduleProject(text, { ...data, model })
    for (const argv of [['validate'], ['score', '-m', 'm']]) {
      const { code, err } = await created.run(...argv)
      expect(err).toContain('f1 is a multiclass metric, beside regression or binary ones')
      expect(code).toBe(2)
    }
  })

  it('are computed by a program, too', async () => {
    // A number for each of the two tables, that of the slice and that of all rows.
    const program = `process.stdin.resume(); process.stdin.on('end', () => console.log('7\\n7'))`
    const metric = {
      command: [process.execPath, '-e', program],
      name: 'own',
      direction: 'higher',
      task: 'multiclass',
      buckets: 0,
    }
    expect(await scoreOf(await project(metric, data))).toBe(7)
  })
})

describe('validate', () => {
  it('tells what is wrong with a metric beside all other problems of the config', async () => {
    const created = await project(sqlMetric({ x: 'avg(amount)' }), {
      model: { also: [sqlMetric({ y: 'sum(amount' }, 'y', { name: 'second' }), 'roc_acu'], drift: { max_drop: 'much' } },
    })
    const { code, err } = await created.run('validate')
    expect(code).toBe(2)
    expect(err).toContain('models.m.metric: own: aggregate x is not additive')
    expect(err).toContain('models.m.also[0]: second: aggregate y is not a valid SQL expression')
    expect(err).toContain('models.m.also[1]: unknown metric "roc_acu"')
    expect(err).toContain('models.m.drift.max_drop: must be a share')
  })
})

describe('names of metrics', () => {
  const own = sqlMetric({ x: 'count(*)' })

  it.each([
    ['a metric twice', 'f1', ['recall', 'f1'], 'also[1]: f1 is measured by metric already (leave one out)'],
    ['its default spelled out', 'f1', [{ name: 'f1', threshold: 0.5 }], 'also[0]: f1 is measured by metric already'],
    ['two spellings', 'lift@0.1', [{ name: 'lift', q: 0.1 }], 'also[0]: lift is measured by metric already'],
    ['two of the user', own, [{ ...own, value: '2 * x' }], 'also[0]: the name own is taken by metric (give it another'],
    ['that of a built-in one', 'r2', ['mae', { ...own, name: 'rmse' }], 'also[1]: rmse is the name of a built-in metric (give'],
  ])('may not be the same, as reports could not tell them apart: %s', async (_, metric, also, problem) => {
    const created = await project(metric, { model: { also } })
    for (const argv of [['validate'], ['score', '-m', 'm']]) {
      const { code, err } = await created.run(...argv)
      expect(err).toMatch(/^error: ctrain\.yaml:\d+:\d+ /)
      expect(err).toContain(`models.m.${problem}`)
      expect(code).toBe(2)
    }
  })

  it('that modules give themselves count, too, and the config can give others', async () => {
    const text = "export default { name: 'profit', direction: 'higher', sums: { n: '1' }, finish: ({ n }, { by }) => n * by }"
    const twice = (name: object) => [{ module: './metrics/own.mjs', params: { by: 10 }, ...name }]
    const created = await moduleProject(text, { model: { metric: twice({})[0], also: twice({}) } })
    for (const argv of [['validate'], ['score', '-m', 'm']]) {
      expect((await created.run(...argv)).err).toContain('models.m.also[0]: the name profit is taken by metric')
    }
    const named = await project(
      { module: './metrics/own.mjs', params: { by: 1 } },
      { model: { also: twice({ name: 'tenfold' }) } },
    )
    mkdirSync(path.join(named.folder, 'metrics'))
    writeFileSync(path.join(named.folder, 'metrics', 'own.mjs'), text)
    const { metric, also } = onlyEvaluation(await named.run('score', '-m', 'm', '-f', 'json'))
    expect([metric, also]).toMatchObject([{ name: 'profit' }, [{ name: 'tenfold', score: 40 }]])
  })

  it('may be the same with other parameters, which the report then shows', async () => {
    const also = [{ name: 'recall', threshold: 0.8 }, 'f1', { name: 'f1', threshold: 0.8 }]
    const created = await project({ name: 'recall', threshold: 0.1 }, { model: { also } })
    const [slice] = onlyEvaluation(await created.run('score', '-m', 'm', '-f', 'json')).slices
    expect(slice?.also).toMatchObject([
      { name: 'recall', params: { threshold: 0.8 } },
      { name: 'f1', params: { threshold: 0.5 } },
      { name: 'f1', params: { threshold: 0.8 } },
    ])
    const { out } = await created.run('score', '-m', 'm')
    for (const head of ['recall, threshold 0.1', 'recall, threshold 0.8', 'f1, threshold 0.5', 'f1, threshold 0.8']) {
      expect(out).toMatch(new RegExp(`│ ${head}( ± 95 %)? +│`))
    }
  })
})
