/** How many requests are under way at once, as the server allows. */
export interface Limiter {
  run<T>(work: () => Promise<T>): Promise<T>
  /** The server asked for fewer requests: half as many from now on, then one more after each round that went well. */
  slowDown(): void
  /** Requests at once, at the moment. */
  readonly limit: number
}

/** At most `most` at once; additive increase, multiplicative decrease, as TCP does it. */
export function createLimiter(most: number): Limiter {
  const waiting: (() => void)[] = []
  let [limit, running, finished] = [most, 0, most]
  const start = () => {
    while (running < limit) {
      const next = waiting.shift()
      if (next === undefined) return
      running++
      next()
    }
  }
  return {
    async run(work) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        start()
      })
      try {
        return await work()
      } finally {
        running--
        finished++
        if (finished >= limit && limit < most) [limit, finished] = [limit + 1, 0]
        start()
      }
    },
    slowDown() {
      // Requests that were under way already say nothing about the new limit.
      if (finished < limit && limit < most) return
      limit = Math.max(1, Math.floor(limit / 2))
      finished = 0
    },
    get limit() {
      return limit
    },
  }
}
