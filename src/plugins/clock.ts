/** Runs out when it is not wound up again in time. */
export interface Clock {
  /** Starts it, unless it runs. */
  start(): void
  restart(): void
  stop(): void
}

export function createClock(milliseconds: number, onLate: () => void): Clock {
  let timer: NodeJS.Timeout | null = null
  const stop = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  const restart = () => {
    stop()
    const started = setTimeout(() => {
      // What came while this thread was busy is heard first.
      setImmediate(() => {
        if (timer === started) onLate()
      })
    }, milliseconds)
    timer = started
  }
  return {
    start: () => {
      if (timer === null) restart()
    },
    restart,
    stop,
  }
}
