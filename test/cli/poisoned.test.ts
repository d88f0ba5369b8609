import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { poison } from '../support/poisoned.js'
import { createProject, onlyEvaluation, type Project } from '../support/project.js'

/** Rows of every kind of model, and columns between these that no model needs. */
const ROWS = `SELECT 'u' || range AS unused_text, range AS id, (hash(range) % 2)::INTEGER AS label, sin(range) AS unused_number,
  (hash(range, 'p') % 1000) / 1000.0::DOUBLE AS score, ['cat', 'dog', 'owl'][(hash(range, 'c') % 3 + 1)::INTEGER] AS animal,
  (hash(range, 'a') % 100)::DOUBLE / 100 AS cat, (hash(range, 'b') % 100)::DOUBLE / 100 AS dog, {'a': range, 'region': 'x'} AS unused_struct,
  (hash(range, 'o') % 100)::DOUBLE / 100 AS owl, 100 + cos(range) AS amount, 100 + cos(range + 0.1) AS forecast,
  (range // 7)::INTEGER AS query, (hash(range // 7, 'w') % 3)::INTEGER + 1 AS weight, [range] AS unused_list,
  ['EU', 'US', 'APAC'][(hash(range, 'r') % 3 + 1)::INTEGER] AS region, (hash(range, 't') % 40)::INTEGER AS tenure,
  TIMESTAMP '2026-11-10 00:00:00' + INTERVAL (range) MINUTE AS at, {'country': ['DE', 'FR'][(range % 2 + 1)::INTEGER], 'zip': range} AS address,
  md5(range::VARCHAR) AS unused_noise FROM range(6000)`

const BINARY = { label: 'label', prediction: 'score' }
const SLICES = [
  { name: 'eu', where: "region = 'EU'", weight: 0.5 },
  { name: 'new', where: 'tenure < 6', weight: 0.5 },
]

interface Case {
  readonly what: string
  readonly columns: Readonly<Record<string, unknown>>
  readonly dataset?: Readonly<Record<string, unknown>>
  readonly model: Readonly<Record<string, unknown>>
  /** Columns that may be read, besides those of slices. */
  readonly needed: readonly string[]
  readonly rows?: string
  /** Part of what is expected, of a run that fails. */
  readonly says?: string
}

const CASES: readonly Case[] = [
  { what: 'counts', columns: BINARY, model: { metric: 'f1', also: ['log_loss', 'mcc'] }, needed: ['label', 'score'] },
  {
    what: 'a sort',
    columns: BINARY,
    model: { metric: 'roc_auc', also: ['average_precision', 'ks'] },
    needed: ['label', 'score'],
  },
  {
    what: 'weights and ids',
    columns: { ...BINARY, weight: 'weight', id: 'id' },
    model: { metric: 'roc_auc', also: ['f1'] },
    needed: ['label', 'score', 'weight', 'id'],
  },
  {
    what: 'classes with probabilities',
    columns: { label: 'animal', probabilities: { cat: 'cat', dog: 'dog', owl: 'owl' } },
    model: { metric: 'accuracy', also: ['roc_auc', 'log_loss', { name: 'f1', average: 'macro' }] },
    needed: ['animal', 'cat', 'dog', 'owl'],
  },
  {
    what: 'regression',
    columns: { label: 'amount', prediction: 'forecast' },
    model: { metric: 'rmse', also: ['r2', 'median_absolute_error', 'wape'] },
    needed: ['amount', 'forecast'],
  },
  {
    what: 'ranking',
    columns: { ...BINARY, group: 'query', weight: 'weight' },
    model: { metric: 'ndcg@5', also: ['mrr'] },
    needed: ['label', 'score', 'query', 'weight'],
  },
  {
    what: 'a metric in SQL',
    columns: BINARY,
    model: {
      metric: { name: 'own', direction: 'higher', aggregates: { hit: 'sum(amount * label)', n: 'count(*)' }, value: 'hit / n' },
    },
    needed: ['label', 'score', 'amount'],
  },
  {
    what: 'a module',
    columns: BINARY,
    model: { metric: { module: './own.mjs', buckets: 0 } },
    needed: ['label', 'score', 'amount', 'unused_text'],
  },
  {
    what: 'a program',
    columns: BINARY,
    model: {
      metric: { name: 'own', direction: 'higher', command: ['node', 'count.mjs'], columns: ['amount', 'label'], buckets: 0 },
    },
    needed: ['label', 'score', 'amount'],
  },
  {
    what: 'slices by the values of columns',
    columns: BINARY,
    model: { metric: 'accuracy', slices: [{ by: ['region', 'weight'] }], normalize_weights: true },
    needed: ['label', 'score', 'weight'],
  },
  {
    what: 'slices by fields of a struct',
    columns: BINARY,
    model: { metric: 'accuracy', slices: [{ name: 'de', where: "address.country = 'DE'", weight: 1 }] },
    needed: ['label', 'score', 'address'],
  },
  {
    what: 'a filter, a window by timestamp and labels by day',
    columns: { ...BINARY, timestamp: 'at' },
    dataset: { filter: "animal <> 'owl' AND dt IS NOT NULL", window: '2d' },
    model: { metric: 'roc_auc' },
    needed: ['label', 'score', 'animal', 'at'],
  },
  {
    what: 'bad predictions, told with an example',
    columns: { ...BINARY, id: 'id' },
    model: { metric: 'f1' },
    needed: ['label', 'score', 'id'],
    rows: `SELECT * REPLACE (CASE WHEN id % 1000 = 999 THEN NULL ELSE score END AS score) FROM (${ROWS})`,
    says: '6 labelled rows have a prediction that is null or not finite',
  },
  {
    what: 'bad labels, told with an example',
    columns: BINARY,
    model: { metric: 'f1' },
    needed: ['label', 'score'],
    rows: `SELECT * REPLACE (label + id // 5990 AS label) FROM (${ROWS})`,
    says: '7 labelled rows have a label other than 0 and 1',
  },
  {
    what: 'predictions that are dropped',
    columns: { ...BINARY, id: 'id' },
    dataset: { on_invalid_prediction: 'drop' },
    model: { metric: 'f1' },
    needed: ['label', 'score', 'id'],
    rows: `SELECT * REPLACE (CASE WHEN id % 10 = 9 THEN NULL ELSE score END AS score) FROM (${ROWS})`,
  },
  {
    what: 'rows without a query, told with an example',
    columns: { ...BINARY, group: 'query' },
    model: { metric: 'mrr' },
    needed: ['label', 'score', 'query'],
    rows: `SELECT * REPLACE (CASE WHEN id = 4711 THEN NULL ELSE query END AS query) FROM (${ROWS})`,
    says: '1 labelled row has no value in column',
  },
  {
    what: 'a slice that fails on the data',
    columns: BINARY,
    model: { metric: 'f1', slices: [{ name: 'odd', where: 'CAST(region AS INTEGER) = 1 OR tenure = 1', weight: 1 }] },
    needed: ['label', 'score'],
    // Of several values, which one is told would depend on the thread that comes first.
    rows: `SELECT * REPLACE ('EU' AS region) FROM (${ROWS})`,
    says: 'slice odd: where fails on this data',
  },
]

/** A copy of the project without any byte that the needed columns do not have. */
async function poisoned(project: Project, needed: readonly string[]): Promise<Project> {
  const copy = createProject({})
  cpSync(project.folder, copy.folder, { recursive: true })
  expect(await poison(copy.folder, needed)).toBeGreaterThan(100_000)
  return copy
}

/** What a run says, without what differs between two copies of a dataset. */
async function told({ run, folder }: Project): Promise<string> {
  const { out, err } = await run('score', '-m', 'm', '-f', 'json')
  return `${out.replace(/"fingerprint": ".*"/, '')}${err}`.replaceAll(folder, '')
}

const MODULE = `export default {
  task: 'binary', direction: 'higher', columns: ['label', 'amount', 'unused_text'],
  compute(table) {
    let sum = 0
    for (const { amount, unused_text: text } of table) sum += amount * text.length
    return sum
  },
}
`
const PROGRAM = `let bytes = 0
process.stdin.on('data', (part) => { bytes += part.length })
process.stdin.on('end', () => console.log(bytes))
`

describe('an evaluation reads the needed columns and nothing else of the files', () => {
  it.each(CASES)('$what', async ({ columns, dataset = {}, model, needed, rows = ROWS, says = '"error": null' }) => {
    const source = { source: 'data/', columns, ...dataset }
    const project = createProject({ m: { dataset: source, slices: SLICES, ...model } })
    writeFileSync(path.join(project.folder, 'own.mjs'), MODULE)
    writeFileSync(path.join(project.folder, 'count.mjs'), PROGRAM)
    await copyToParquet(path.join(project.folder, 'data', 'dt=2026-11-10', 'a.parquet'), `${rows} LIMIT 3000`)
    await copyToParquet(path.join(project.folder, 'data', 'dt=2026-11-11', 'b.parquet'), `${rows} OFFSET 3000`)
    const expected = await told(project)
    expect(expected).toContain(says)
    expect(await told(await poisoned(project, [...needed, 'region', 'tenure']))).toBe(expected)
  })

  it.each(['fail', 'drop'])('predictions kept apart, unmatched ones: %s', async (rule) => {
    const on_invalid_prediction = rule
    const dataset = {
      ...{ source: 'data/', columns: { label: 'label', prediction: 'score', id: 'id' } },
      ...{ predictions: { source: 'scores/', on: ['id'] }, on_invalid_prediction },
    }
    const project = createProject({ m: { dataset, metric: 'roc_auc', slices: SLICES } })
    mkdirSync(path.join(project.folder, 'data'))
    await copyToParquet(path.join(project.folder, 'data', 'a.parquet'), `SELECT * EXCLUDE (score) FROM (${ROWS})`)
    await copyToParquet(path.join(project.folder, 'scores', 'a.parquet'), `SELECT * FROM (${ROWS}) WHERE id >= 50`)
    const expected = await told(project)
    expect(expected).toContain(rule === 'fail' ? '50 labelled rows have no matching prediction' : '"rowsDropped": 50')
    expect(await told(await poisoned(project, ['label', 'score', 'id', 'region', 'tenure']))).toBe(expected)
  })

  it('a column that was not fetched is missed: what is poisoned can not be read', async () => {
    const project = createProject({
      m: { dataset: { source: 'data/', columns: BINARY }, metric: 'roc_auc', slices: SLICES },
    })
    await copyToParquet(path.join(project.folder, 'data', 'a.parquet'), ROWS)
    expect(onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json')).score).not.toBeNull()
    expect(await told(await poisoned(project, ['label', 'score', 'region']))).toContain("a.parquet can't be read as Parquet")
  })
})
