// Metrics of the user's own, through the whole program. Expected numbers: counted by hand from ROWS.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeParquet } from '../support/parquet.js'
import { createProject, onlyEvaluation, type Project } from '../support/project.js'

const ROWS = [
  { label: 1, score: 0.9, amount: 10, region: 'eu' },
  { label: 0, score: 0.8, amount: 20, region: 'eu' },
  { label: 1, score: 0.2, amount: 30, region: 'us' },
  { label: 1, score: 0.7, amount: 40, region: 'us' },
]

const EXPRESSIONS = {
  name: 'profit',
  direction: 'higher',
  aggregates: { gain: 'sum(case when prediction >= 0.5 and label = 1 then amount else -1 end)', n: 'count(*)' },
  value: 'gain / n',
}

async function project(metric: unknown, more: Record<string, unknown> = {}): Promise<Project> {
  const created = createProject({
    m: {
      dataset: { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score' } },
      metric,
      slices: [
        { name: 'eu', where: "region = 'eu'", weight: 0.5 },
        { name: 'us', where: "region = 'us'", weight: 0.5 },
      ],
      ...more,
    },
  })
  await writeParquet(
    path.join(created.folder, 'data', 'part.parquet'),
    { label: 'INT32', score: 'DOUBLE', amount: 'INT64', region: 'UTF8' },
    ROWS,
  )
  return created
}

async function valuesOf(created: Project, said: unknown = ''): Promise<(number | null)[]> {
  const run = await created.run('score', '-m', 'm', '-f', 'json')
  expect(run.err).toEqual(said)
  const evaluation = onlyEvaluation(run)
  return [...evaluation.slices.map(({ value }) => value), evaluation.pooled?.value ?? null]
}

describe('a metric of SQL aggregates', () => {
  it('is computed from sums over label, prediction and columns of the dataset, per slice and pooled', async () => {
    // eu: 10 − 1, us: −1 + 40, all: 9 + 39.
    expect(await valuesOf(await project(EXPRESSIONS))).toEqual([4.5, 19.5, 12])
  })

  it('is null where its value is not defined, such as by a division by zero', async () => {
    const metric = { ...EXPRESSIONS, aggregates: { a: 'sum(amount)', b: "count_if(region = 'eu')" }, value: 'a / b' }
    expect(await valuesOf(await project(metric))).toEqual([15, null, 50])
  })

  it('has the standard error of a mean where it is one', async () => {
    const metric = { ...EXPRESSIONS, aggregates: { sum: 'sum(amount)', n: 'count(amount)' }, value: 'sum / n' }
    const { pooled } = onlyEvaluation(await (await project(metric)).run('score', '-m', 'm', '-f', 'json'))
    // s / √n of 10, 20, 30, 40.
    expect(pooled?.standardError).toBeCloseTo(Math.sqrt(500 / 3 / 4), 4)
  })

  it.each([
    [{ aggregates: { n: 'avg(amount)' } }, 'aggregate n is not additive: avg(amount)'],
    [{ aggregates: { n: 'sum(amount) - sum(label)' }, value: 'n' }, 'aggregate n is not additive: sum(amount) - sum(label)'],
    [{ aggregates: { n: 'sum((select 1))' }, value: 'n' }, 'aggregate n may not contain a subquery'],
    [{ aggregates: { n: "sum(read_text('/etc/passwd'))" }, value: 'n' }, 'aggregate n may not call read_text()'],
    [{ aggregates: { n: 'sum(1)) from t; select (1' }, value: 'n' }, 'aggregate n is not a valid SQL expression'],
    [{ value: 'gain / rows' }, 'value names rows, which is no aggregate (there are gain, n)'],
    [{ value: 'upper(gain)' }, 'value may not use upper()'],
    [{ value: 'gain; select n' }, 'value must be one expression'],
    [{ value: 'gain; drop table x' }, 'value is not a valid SQL expression'],
    [{ value: 'gain / (select 1)' }, 'value may not contain a subquery'],
  ])('%j is refused with its place: %s', async (change, problem) => {
    const created = await project({ ...EXPRESSIONS, ...change })
    for (const argv of [['validate'], ['score', '-m', 'm']]) {
      const { code, err } = await created.run(...argv)
      expect(code).toBe(2)
      expect(err).toContain(problem)
      expect(err).toMatch(/ctrain\.yaml:\d+:\d+ /)
    }
  })

  it('a column that the data lacks is named', async () => {
    const { code, err } = await (await project({ ...EXPRESSIONS, aggregates: { n: 'sum(profit)' }, value: 'n' })).run(
      'score',
      '-m',
      'm',
    )
    expect([code, err]).toEqual([2, expect.stringContaining('the dataset has no column "profit"')])
  })

  it('unknown and missing keys are named', async () => {
    const { name: _, ...nameless } = EXPRESSIONS
    const { err } = await (await project({ ...nameless, valeu: 'n' })).run('validate')
    expect(err).toContain('models.m.metric.name: is missing')
    expect(err).toContain('models.m.metric.valeu: unknown key (did you mean value?)')
  })
})

describe('a metric of a module', () => {
  async function withModule(text: string, more: Record<string, unknown> = {}): Promise<Project> {
    const created = await project({ module: './metrics/own.mjs', ...more })
    mkdirSync(path.join(created.folder, 'metrics'))
    writeFileSync(path.join(created.folder, 'metrics', 'own.mjs'), text)
    return created
  }

  it('may export sums per row and what becomes of them; params are handed to it', async () => {
    const text = `export default { direction: 'higher', sums: { gain: 'amount * label', n: '1' },
      finish: ({ gain, n }, { price }) => (price * gain) / n }`
    expect(await valuesOf(await withModule(text, { params: { price: 2 } }))).toEqual([10, 70, 40])
  })

  it('may export a function of the columns as an Arrow table', async () => {
    const text = `export default { direction: 'lower', columns: ['label', 'amount', 'region'],
      async compute(table) {
        let sum = 0
        for (const { label, amount, region } of table) sum += label * Number(amount) * (region === 'eu' ? 1 : 10)
        return sum
      } }`
    expect(await valuesOf(await withModule(text))).toEqual([10, 700, 710])
  })

  it.each([
    ["export default { direction: 'higher' }", 'has neither sums nor compute'],
    ['export const metric = 1', 'has no default export'],
    ["throw new Error('no licence')", "can't be loaded: Error: no licence"],
    [
      "export default { direction: 'higher', compute() { throw new TypeError('oops') } }",
      'failed in compute for two example rows: TypeError: oops',
    ],
    ["export default { direction: 'higher', compute: () => NaN }", 'gave NaN, not a number'],
    ["export default { direction: 'higher', sums: { n: '1' }, finish: () => 'x' }", "gave 'x', not a number"],
  ])('%s is told by validate: %s', async (text, problem) => {
    const { code, err } = await (await withModule(text)).run('validate')
    expect(code).toBe(2)
    expect(err).toContain(problem)
    expect(err).toMatch(/ctrain\.yaml:\d+:\d+ models\.m\.metric: /)
  })

  it('one that is not there is told with its path', async () => {
    const { err } = await (await project({ module: './nowhere.mjs' })).run('validate')
    expect(err).toContain("nowhere.mjs can't be loaded: there is no such file")
  })
})

describe('a metric of a program', () => {
  const ARROW = new URL('../../node_modules/apache-arrow/Arrow.node.mjs', import.meta.url).href

  async function withProgram(text: string, more: Record<string, unknown> = {}): Promise<Project> {
    const command = [process.execPath, 'own.mjs']
    const created = await project({ command, direction: 'higher', columns: ['prediction', 'amount'], buckets: 2, ...more })
    writeFileSync(
      path.join(created.folder, 'own.mjs'),
      `import { appendFileSync } from 'node:fs'
import { AsyncRecordBatchStreamReader, RecordBatchReader, Table } from ${JSON.stringify(ARROW)}
appendFileSync('starts', 'x')
${text}`,
    )
    return created
  }

  const SUM = 'const sum = (batches) => new Table(batches).toArray().reduce((total, row) => total + Number(row.amount), 0)'
  const MANY = `${SUM}
for await (const reader of RecordBatchReader.readAll(process.stdin)) {
  const batches = []
  for await (const batch of reader) batches.push(batch)
  console.log(sum(batches))
}`
  const ONCE = `${SUM}
const reader = await RecordBatchReader.from(process.stdin)
const batches = []
for await (const batch of reader) batches.push(batch)
console.log(sum(batches))
process.exit(0)`

  it('gets all slices in one start, each as an Arrow stream, and prints a number for each', async () => {
    const created = await withProgram(MANY)
    expect(await valuesOf(created)).toEqual([30, 70, 100])
    expect(readFileSync(path.join(created.folder, 'starts'), 'utf8')).toBe('x')
  })

  it('may as well read one stream, print one number and end: then it is started for each, which a warning says once', async () => {
    const created = await withProgram(ONCE, { buckets: 0 })
    const warning = /^warning: the metric command .*own\.mjs ends .* started 3 times; .* read streams in a loop.*\n$/
    expect(await valuesOf(created, expect.stringMatching(warning))).toEqual([30, 70, 100])
    expect(readFileSync(path.join(created.folder, 'starts'), 'utf8')).toBe('xxx')
  })

  it('null is undefined', async () => {
    const text = "for await (const _ of process.stdin);\nfor (let k = 0; k < 3; k++) console.log('null')"
    expect(await valuesOf(await withProgram(text, { buckets: 0 }))).toEqual([null, null, null])
  })

  it.each([
    ['console.log(NaN)', 'printed "NaN", which is no JSON number'],
    ["console.log('about 5')", 'printed "about 5", which is no JSON number'],
    [
      "console.error('the licence has expired'); process.exitCode = 3",
      'ended with exit code 3 for slice eu; its stderr ends with:\nthe licence has expired',
    ],
    ['', 'ended without printing a number for slice eu'],
    ['setInterval(() => {}, 1000)', 'gave no number within 1 s for slice eu'],
    ["process.kill(process.pid, 'SIGKILL')", 'ended with signal SIGKILL for slice eu'],
    ["process.stdout.write('1'.repeat(2e6))", 'printed more than 1 MB'],
    ['for (let k = 0; k < 50; k++) console.log(k)', 'which is no JSON number that was asked for'],
  ])('%s is told: %s', async (text, problem) => {
    // Under load, starting Node alone may take a second.
    const timeout = problem.includes('within 1 s') ? '1s' : '30s'
    const { code, err } = await (await withProgram(text, { timeout })).run('score', '-m', 'm')
    expect(code).toBe(2)
    expect(err).toContain(problem)
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('a program that is not there is told, also by validate', async () => {
    const created = await project({ command: ['ctrain-no-such-program'], direction: 'higher' })
    expect((await created.run('validate')).err).toContain("can't be started: there is no program ctrain-no-such-program")
  })

  it('an interruption ends it at once', async () => {
    const created = await withProgram('setInterval(() => {}, 1000)')
    const controller = new AbortController()
    const running = created.runWith({ signal: controller.signal }, 'score', '-m', 'm')
    setTimeout(() => controller.abort(), 1500)
    expect((await running).code).not.toBe(0)
  })
})
