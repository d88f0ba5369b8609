/** How far a scan is, as a share of its long queries, which are taken to be of the same length. */
export interface ScanSteps {
  /** From 0 to 1, never less than before. */
  share(): number
  /** So many long queries will run. */
  expect(count: number): void
  /** Runs one of them. */
  during<T>(work: () => Promise<T>): Promise<T>
}

/** `running` = the share of the query that runs at the moment. */
export function scanSteps(running: () => number): ScanSteps {
  let expected = 1
  let done = 0
  let isRunning = false
  let furthest = 0
  return {
    share() {
      furthest = Math.max(furthest, Math.min(1, (done + (isRunning ? running() : 0)) / expected))
      return furthest
    },
    expect(count) {
      expected = Math.max(1, count)
    },
    async during(work) {
      isRunning = true
      try {
        return await work()
      } finally {
        isRunning = false
        done++
      }
    },
  }
}
