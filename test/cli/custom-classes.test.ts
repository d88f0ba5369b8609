// Expected numbers: counted by hand from the rows.
import { describe, expect, it } from 'vitest'
import type { Row } from '../support/parquet.js'
import { onlyEvaluation } from '../support/project.js'
import { scoreOf, sqlMetric, sqlModuleProject, sqlProject } from '../support/sql-metrics.js'

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
    const created = await sqlProject(metric, data)
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
    const created = await sqlModuleProject(text, { ...data, model })
    expect(await created.run('validate')).toMatchObject({ code: 0, err: '' })
    expect(await scoreOf(created)).toBe(5)
  })

  it('of a module that names no task are numbers, and validate says so beside classes', async () => {
    const model = { also: [{ name: 'f1', average: 'macro' }] }
    const text = `export default { direction: 'higher', sums: { n: '1' }, finish: ({ n }) => n }`
    const created = await sqlModuleProject(text, { ...data, model })
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
    expect(await scoreOf(await sqlProject(metric, data))).toBe(7)
  })
})
