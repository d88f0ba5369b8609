import { expect, it } from 'vitest'
import { type DatedPoint, historyChart } from '../../../../src/reporters/html/charts/history.js'

it('scores are not joined across a run that has none: nobody knows what was there', async () => {
  const scores = [0.8, 0.9, null, 0.7, 0.8]
  const svg = (await historyChart(scores.map(point)))?.markup ?? ''
  const [, path = ''] = /class="score"[^>]*><path d="([^"]*)"/.exec(svg) ?? []
  expect([...path.matchAll(/M/g)]).toHaveLength(2)
})

function point(score: number | null, day: number): DatedPoint {
  const mark = score === null ? 'error' : 'healthy'
  const at = new Date(Date.UTC(2026, 10, 1 + day)).toISOString()
  return { score, production: 0.9, limit: 0.6, mark, hasStarted: false, at, interval: null }
}
