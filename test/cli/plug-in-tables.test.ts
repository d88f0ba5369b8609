// What plug-ins get to see, and the intervals that come of it.
import { describe, expect, it } from 'vitest'
import { moduleProject, plugInProject, valuesOf } from '../support/plug-ins.js'
import { onlyEvaluation, type Project } from '../support/project.js'

/** 2,000 rows; label and decision agree for about 70 %. */
const MANY = `SELECT CAST(hash(i) % 2 AS INTEGER) AS label, (hash(i) % 2) * 0.4 + (hash(i + 7) % 1000) / 1000 * 0.6 AS score,
  i % 40 AS customer FROM range(2000) AS r(i)`

const ACCURACY = `export default { direction: 'higher', compute(table) {
  let right = 0
  for (const { label, prediction } of table) right += (prediction >= 0.5) === (label === 1)
  return right / table.numRows
} }`

const ALL = { slices: 'all' }

async function pooledOf(project: Project) {
  const { pooled, also } = onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json'))
  return { own: pooled, builtIn: also[0]?.pooled }
}

describe('the standard error of a function of the columns', () => {
  // Both estimate the same; 64 groups leave an error of about 9 % (1 / √(2 × 63)).
  it.each([
    ['independent rows', {}],
    ['rows of one id', { id: 'customer' }],
  ])('is about that of the built-in metric which it computes: %s', async (_, more) => {
    const dataset = { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score', ...more } }
    const project = await moduleProject(ACCURACY, { buckets: 64, rows: MANY, model: { ...ALL, dataset, also: ['accuracy'] } })
    const { own, builtIn } = await pooledOf(project)
    expect(own?.value).toBe(builtIn?.value)
    const ratio = (own?.standardError ?? 0) / (builtIn?.standardError ?? 0)
    expect(ratio).toBeGreaterThan(1 / 1.5)
    expect(ratio).toBeLessThan(1.5)
  })

  it('is unknown where all rows of a slice depend on one another, and no empty table is ever asked for', async () => {
    const text = `export default { direction: 'higher', compute(table) {
      if (table.numRows === 0) throw new Error('nothing to compute')
      return table.numRows
    } }`
    const dataset = { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score', id: 'region' } }
    const run = await (await moduleProject(text, { model: { dataset } })).run('score', '-m', 'm', '-f', 'json')
    expect(run.err).toBe('')
    const { slices, pooled } = onlyEvaluation(run)
    expect(slices.map(({ value, standardError }) => [value, standardError])).toEqual([
      [2, null],
      [2, null],
    ])
    expect(pooled?.value).toBe(4)
  })
})

describe('the tables of a plug-in', () => {
  it('hold every type with its nulls, beyond what the engine hands over at once', async () => {
    // Every seventh value is null; i counts from 0 to 4,999.
    const value = (sql: string) => `CASE WHEN i % 7 = 0 THEN NULL ELSE ${sql} END`
    const rows = `SELECT i % 2 AS label, i / 5000 AS score, ${value('i / 2')} AS half, ${value('9007199254740992 + i')} AS large,
      ${value('i % 2 = 1')} AS odd, ${value("'№ ' || i || repeat('·', (i % 5)::INTEGER)")} AS name,
      ${value('i::UBIGINT')} AS unsigned, ${value('i::DECIMAL(9, 2)')} AS money FROM range(5000) AS r(i)`
    const columns = ['prediction', 'half', 'large', 'odd', 'name', 'unsigned', 'money']
    const text = `export default { direction: 'higher', columns: ${JSON.stringify(columns)}, compute(table) {
      let right = 0
      for (const row of table) {
        const i = Math.round(row.prediction * 5000)
        const expected = { half: i / 2, large: 9007199254740992n + BigInt(i), odd: i % 2 === 1, name: '№ ' + i + '·'.repeat(i % 5),
          unsigned: i, money: i }
        right += Object.entries(expected).every(([key, value]) => Object.is(row[key], i % 7 === 0 ? null : value))
      }
      const nulls = ['half', 'large', 'odd', 'name'].map((name) => table.getChild(name).nullCount)
      return right + (nulls.every((count) => count === 715) ? 0 : 0.5)
    } }`
    expect(await valuesOf(await moduleProject(text, { rows, buckets: 0, model: ALL }))).toEqual([5000, 5000])
  })

  it('are the same in any order of the rows', async () => {
    // Without regard to order, every weighting by position would differ.
    const text = `export default { direction: 'higher', columns: ['amount'], compute(table) {
      let sum = 0
      for (const [index, { amount }] of table.toArray().entries()) sum += index * Number(amount)
      return sum
    } }`
    const rows = (order: string) =>
      `SELECT 1 AS label, 0.5 AS score, i % 100 AS amount FROM range(3000) AS r(i) ORDER BY ${order}`
    const [forwards, backwards] = await Promise.all(
      ['i', 'hash(i)'].map(async (order) => await valuesOf(await moduleProject(text, { rows: rows(order), model: ALL }))),
    )
    expect(backwards).toEqual(forwards)
  })

  it('of a program are the same', async () => {
    const arrow = new URL('../../node_modules/apache-arrow/Arrow.node.mjs', import.meta.url).href
    const text = `import { RecordBatchReader, Table } from ${JSON.stringify(arrow)}
for await (const reader of RecordBatchReader.readAll(process.stdin)) {
  const batches = []
  for await (const batch of reader) batches.push(batch)
  console.log(new Table(batches).toArray().filter(({ amount, region }) => amount === BigInt(10) && region === 'eu').length)
}`
    const metric = { command: [process.execPath, 'own.mjs'], direction: 'higher', columns: ['amount', 'region'] }
    expect(await valuesOf(await plugInProject(metric, { 'own.mjs': text }))).toEqual([1, 0, 1])
  })
})
