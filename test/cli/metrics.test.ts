import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeParquet } from '../support/parquet.js'
import { binaryModel, createProject, type Project } from '../support/project.js'

const TYPES = { label: 'INT32', score: 'DOUBLE' }
const ROWS = [
  { label: 1, score: 0.9 },
  { label: 0, score: 0.6 },
  { label: 1, score: 0.4 },
  { label: 0, score: 0.1 },
]

async function project(model: Record<string, unknown>): Promise<Project> {
  const created = createProject({ m: binaryModel(model) })
  await writeParquet(path.join(created.folder, 'data', 'part.parquet'), TYPES, ROWS)
  return created
}

describe('a metric of which neither more nor less is better', () => {
  it.each([
    ['calibration_ratio', 'gate on expected_calibration_error, and report calibration_ratio under also'],
    ['mean_error', 'gate on mae, and report mean_error under also'],
    ['prevalence', 'gate on another metric, and report prevalence under also'],
  ])('%s can’t decide on drift', async (metric, hint) => {
    const { run } = await project({ metric })
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(2)
    expect(err).toContain(`${metric} says neither that more nor that less is better, so m can't drift by it`)
    expect(err).toContain(hint)
  })

  it('is scored, and reported beside one that decides', async () => {
    const alone = await (await project({ metric: 'prevalence' })).run('score', '-m', 'm')
    expect(alone.code).toBe(0)
    expect(alone.out).toMatch(/^• m: weighted prevalence 0\.5000 .*\n/)
    expect(alone.out).toMatch(/score +1 × 0\.5000 = 0\.5000/)
    const beside = await (await project({ also: ['prevalence', 'calibration_ratio'] })).run('evaluate', '-m', 'm')
    expect(beside.err).toBe('')
    expect(beside.out).toMatch(/also +prevalence: 0\.5000/)
  })
})

it('a metric reports the same, written with its number in the name or as an object', async () => {
  const reports = await Promise.all(
    ['lift@0.25', { name: 'lift@0.25' }, { name: 'lift', q: 0.25 }].map(async (metric) => {
      const gating = await (await project({ metric })).run('score', '-m', 'm')
      const secondary = await (await project({ also: [metric] })).run('score', '-m', 'm')
      return gating.out + secondary.out
    }),
  )
  expect(reports[0]).toMatch(/^metric {5}lift, q 0\.25 \(higher is better\)\n/m)
  expect(new Set(reports).size).toBe(1)
})

it('metrics of one name are told apart by their parameters in the table', async () => {
  const { run } = await project({ also: ['lift@0.25', 'lift@0.5'] })
  const { out } = await run('score', '-m', 'm')
  expect(out).toMatch(/^slice .* lift, q 0\.25 {2}lift, q 0\.5/m)
})

it('a value outside the domain of a metric is told with its row', async () => {
  const { run } = await project({ metric: 'gamma_deviance' })
  const { code, err } = await run('score', '-m', 'm')
  expect(code).toBe(2)
  expect(err).toContain('gamma_deviance is not defined')
  expect(err).toMatch(/e\.g\. row \d/)
})
