import { setImmediate as tick } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimiter } from '../../src/datasets/limiter.js'

describe('requests at once', () => {
  it('are never more than allowed, and all of them are done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.array(fc.boolean(), { maxLength: 60 }), async (most, jobs) => {
        const limiter = createLimiter(most)
        let [running, peak, done] = [0, 0, 0]
        const work = async (isThrottled: boolean) => {
          running++
          peak = Math.max(peak, running)
          await tick()
          if (isThrottled) limiter.slowDown()
          running--
          done++
        }
        await Promise.all(jobs.map((isThrottled) => limiter.run(() => work(isThrottled))))
        expect(peak).toBeLessThanOrEqual(most)
        expect(done).toBe(jobs.length)
        expect(limiter.limit).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  it('are half as many after the server asked for fewer, however many requests it refused at once', () => {
    const limiter = createLimiter(16)
    for (let refused = 0; refused < 16; refused++) limiter.slowDown()
    expect(limiter.limit).toBe(8)
  })

  it('grow again one by one while all goes well, up to what is allowed', async () => {
    const limiter = createLimiter(16)
    limiter.slowDown()
    for (let done = 0; done < 8; done++) await limiter.run(tick)
    expect(limiter.limit).toBe(9)
    for (let done = 0; done < 1000; done++) await limiter.run(tick)
    expect(limiter.limit).toBe(16)
  })

  it('a failed one frees its place', async () => {
    const limiter = createLimiter(1)
    await expect(limiter.run(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(await limiter.run(async () => 'next')).toBe('next')
  })
})
