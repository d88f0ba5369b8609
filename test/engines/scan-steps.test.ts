import { describe, expect, it } from 'vitest'
import { scanSteps } from '../../src/engines/duckdb/scan-steps.js'

describe('how far a scan is', () => {
  it('is the share of its long queries, with that of the one that runs', async () => {
    let running = 0
    const steps = scanSteps(() => running)
    expect(steps.share()).toBe(0)
    steps.expect(2)
    const seen: number[] = []
    const query = async () => {
      for (const share of [0.2, 0.6, 1]) {
        running = share
        seen.push(steps.share())
      }
    }
    await steps.during(query)
    running = 0
    seen.push(steps.share())
    await steps.during(query)
    seen.push(steps.share())
    expect(seen).toEqual([0.1, 0.3, 0.5, 0.5, 0.6, 0.8, 1, 1])
  })

  it('never goes back, nor beyond all, where a query must run again', async () => {
    let running = 0
    const steps = scanSteps(() => running)
    steps.expect(1)
    await steps.during(async () => {
      running = 0.9
      expect(steps.share()).toBe(0.9)
      running = 0.1
      expect(steps.share()).toBe(0.9)
    })
    await steps.during(async () => {
      running = 0.5
      expect(steps.share()).toBe(1)
    })
  })
})
