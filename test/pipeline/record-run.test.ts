import path from 'node:path'
import { expect, it } from 'vitest'
import { churnOf } from '../support/churn.js'
import { localRecords } from '../support/history.js'
import { createProject, onlyEvaluation } from '../support/project.js'

it('the record of very many slices has the parts of the drop of the 20 that matter most, and the values of all', async () => {
  const count = 30
  const slices = Array.from({ length: count }, (_, index) => ({
    name: `s${index}`,
    where: `tenure_months >= ${index}`,
    weight: 1 / count,
  }))
  const { folder, run } = createProject({ m: churnOf({ slices }, 1) }, { history: 'history' })
  const report = onlyEvaluation(await run('evaluate', '-m', 'm', '-f', 'json'))
  const [recorded] = localRecords(path.join(folder, 'history'))
  const parts = report.explanation?.slices ?? []
  expect(parts).toHaveLength(count)
  const sizes = parts.map(({ drop }) => Math.abs(drop)).sort((a, b) => b - a)
  const least = sizes[19] ?? Number.NaN
  expect(recorded?.record).toMatchObject({
    slices: report.slices,
    explanation: { ...report.explanation, slices: parts.filter(({ drop }) => Math.abs(drop) >= least) },
  })
  expect(parts.filter(({ drop }) => Math.abs(drop) >= least)).toHaveLength(20)
})
