// The registry is held against the files beside it; there are no expected numbers here.
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Metric } from '../../src/core/metric.js'
import { findMetric, METRICS } from '../../src/metrics/index.js'

test('names are unique among the metrics of a task', () => {
  const names = METRICS.map(({ task, name }) => `${task} ${name}`)
  expect([...new Set(names)]).toEqual(names)
})

test('a name finds its metric, another name nothing', () => {
  for (const metric of METRICS) expect(findMetric(metric.name, metric.task)).toBe(metric)
  expect(findMetric('auc')).toBeUndefined()
  expect(findMetric('toString')).toBeUndefined()
})

test('a shorthand means one metric and names its parameter', () => {
  const all: readonly Metric[] = METRICS
  const shorthands = all.flatMap(({ shorthand, params }) => (shorthand === undefined ? [] : [{ ...shorthand, params }]))
  const prefixes = shorthands.map(({ prefix }) => prefix)
  expect([...new Set(prefixes)]).toEqual(prefixes)
  for (const { param, params } of shorthands) expect(params[param]?.type).toBe('number')
})

describe.each(METRICS.map((metric) => [`${metric.task} ${metric.name}`, metric] as const))('%s', (_, metric) => {
  const folder = metric.task === 'multiclass' ? 'multiclass/' : ''
  const file = new URL(`../../src/metrics/${folder}${metric.name}.ts`, import.meta.url)

  test('is exported by the file of its name', async () => {
    expect(existsSync(file), file.pathname).toBe(true)
    const module: Record<string, unknown> = await import(file.href)
    expect(Object.values(module)).toContain(metric)
  })

  test('says which direction is better, or which metric to judge by', () => {
    const { direction, instead } = metric
    expect(['higher', 'lower', null]).toContain(direction)
    if (instead === undefined) return
    expect(direction).toBeNull()
    expect(['higher', 'lower']).toContain(findMetric(instead, metric.task)?.direction)
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
