import { describe, expect, it } from 'vitest'
import type { ProgressTerminal } from '../../src/cli/progress.js'
import { trainingDisplay } from '../../src/cli/training-display.js'
import { heartbeatLine, stateLine, waitingLine } from '../../src/cli/training-text.js'
import type { Execution } from '../../src/core/retraining.js'

const CHURN = { label: 'churn', status: 'RUNNING', elapsed: 725_000 } as const
const FRAUD = { label: 'fraud', status: 'PENDING_REDRIVE', elapsed: 3_000 } as const

describe('lines of trainings', () => {
  it('tell state and time', () => {
    expect(stateLine(CHURN)).toBe('churn: RUNNING for 12 min 5 s')
    expect(stateLine({ ...CHURN, status: 'TIMED_OUT' })).toBe('churn: TIMED_OUT after 12 min 5 s')
    expect(heartbeatLine(CHURN)).toBe('churn: still RUNNING after 12 min 5 s')
    expect(stateLine({ ...CHURN, label: 'a\u001b[31m' })).toBe('a\ufffd[31m: RUNNING for 12 min 5 s')
  })

  it('the live line spins, and leaves out what has ended', () => {
    const frames = [0, 1, 2, 3, 4].map((frame) => waitingLine([CHURN, { ...FRAUD, status: 'SUCCEEDED' }], frame, 80))
    expect(frames.map((frame) => frame[0])).toEqual(['|', '/', '-', '\\', '|'])
    expect(frames[0]).toBe('| churn: RUNNING for 12 min 5 s')
    expect(waitingLine([{ ...CHURN, status: 'FAILED' }], 0, 80)).toBe('')
  })

  it.each([
    [80, '| churn: RUNNING for 12 min 5 s, fraud: PENDING_REDRIVE for 3.0 s'],
    [60, '| 2 trainings RUNNING, PENDING_REDRIVE for 12 min 5 s'],
    [30, '| RUNNING, PENDING_REDRIVE'],
    [5, '|'],
    [0, ''],
  ])('the live line fits %i columns', (columns, line) => {
    expect(waitingLine([CHURN, FRAUD], 0, columns)).toBe(line)
  })

  it('a name of wide characters, and one not visible yet', () => {
    expect(waitingLine([{ ...CHURN, label: '顧客' }], 0, 80)).toBe('| RUNNING for 12 min 5 s')
    expect(waitingLine([{ label: 'm', status: null, elapsed: 0 }], 0, 80)).toBe('| m: not visible yet for 0.0 s')
  })
})

const ARN = 'arn:aws:states:eu-west-1:123456789012:execution:training:t'
const START = new Date('2026-11-15T06:00:00Z')

/** A display with its own clock, and a timer that the test winds. */
function display({ isLive = false, verbosity = 'normal' }: { isLive?: boolean; verbosity?: 'quiet' | 'normal' } = {}) {
  const lines: string[] = []
  const shown: (string | null)[] = []
  let now = START
  let tick = () => {}
  const terminal: ProgressTerminal = {
    writeLine: (line) => lines.push(line),
    live: () => (isLive ? { show: (text) => shown.push(text), columns: () => 80 } : null),
    verbosity: () => verbosity,
    now: () => 0,
    every: (_, callback) => {
      tick = callback
      return () => {
        tick = () => {}
      }
    },
  }
  const training = trainingDisplay({ terminal, now: () => now })
  return {
    lines,
    shown,
    stop: training.stop,
    see: (status: Execution['status'] | null, seconds: number) => {
      now = new Date(START.getTime() + seconds * 1000)
      const stopDate = status === 'RUNNING' ? null : now
      const seen = status === null ? null : { arn: ARN, name: 't', status, startDate: START, stopDate }
      training.show({ label: 'churn', arn: ARN }, seen)
    },
    tick: () => tick(),
  }
}

describe('display of trainings', () => {
  it('without a terminal, a line for every change, and signs of life between', () => {
    const { lines, shown, see, tick, stop } = display()
    see(null, 0)
    see('RUNNING', 1)
    see('RUNNING', 299)
    tick()
    see('SUCCEEDED', 400)
    tick()
    stop()
    expect(lines).toEqual([
      `churn: waiting for ${ARN}`,
      'churn: RUNNING for 1.0 s',
      'churn: still RUNNING after 4 min 59 s',
      'churn: SUCCEEDED after 6 min 40 s',
    ])
    expect(shown).toEqual([])
  })

  it('on a terminal, one line that is redrawn and at last taken away', () => {
    const { lines, shown, see, tick, stop } = display({ isLive: true })
    see(null, 0)
    see('RUNNING', 1)
    tick()
    tick()
    see('FAILED', 2)
    stop()
    tick()
    expect(lines).toEqual([`churn: waiting for ${ARN}`, 'churn: FAILED after 2.0 s'])
    expect(shown).toEqual(['| churn: RUNNING for 1.0 s', '/ churn: RUNNING for 1.0 s', null])
  })

  it('--quiet shows nothing; a clock behind that of AWS shows no negative time', () => {
    const quiet = display({ isLive: true, verbosity: 'quiet' })
    quiet.see('RUNNING', 1)
    quiet.tick()
    quiet.stop()
    expect([quiet.lines, quiet.shown]).toEqual([[], []])
    const early = display()
    early.see('RUNNING', -5)
    expect(early.lines.at(-1)).toBe('churn: RUNNING for 0.0 s')
  })
})
