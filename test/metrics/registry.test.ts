// The registry is held against the files beside it; there are no expected numbers here.
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findMetric, METRICS } from '../../src/metrics/index.js'

test('names are unique', () => {
  const names = METRICS.map(({ name }) => name)
  expect([...new Set(names)]).toEqual(names)
})

test('a name finds its metric, another name nothing', () => {
  for (const metric of METRICS) expect(findMetric(metric.name)).toBe(metric)
  expect(findMetric('auc')).toBeUndefined()
  expect(findMetric('toString')).toBeUndefined()
})

describe.each(METRICS.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  const file = new URL(`../../src/metrics/${name}.ts`, import.meta.url)

  test('is exported by the file of its name', async () => {
    expect(existsSync(file), file.pathname).toBe(true)
    const module: Record<string, unknown> = await import(file.href)
    expect(Object.values(module)).toContain(metric)
  })

  test('says which direction is better', () => {
    expect(['higher', 'lower']).toContain(metric.direction)
  })

  test('is documented', () => {
    const { summary, formula, range, source, undefinedWhen } = metric
    for (const text of [summary, formula, range, source, undefinedWhen]) expect(text?.trim()).not.toBe('')
    expect(summary).toMatch(/\.$/)
  })

  test('describes its parameters', () => {
    for (const [param, { description }] of Object.entries(metric.params)) {
      expect(param).toMatch(/^[a-z_]+$/)
      expect(description.trim()).not.toBe('')
    }
  })
})
