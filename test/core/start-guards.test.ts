import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Judgement, judgeAttempt } from '../../src/core/attempt.js'
import type { Execution, Failure } from '../../src/core/retraining.js'
import { mergeStarts, type PastStart, refusalOf, runningBeside, type StartPolicy } from '../../src/core/start-guards.js'

const HOUR = 3_600_000
const NOW = Date.parse('2026-11-15T06:00:00Z')
const FREE: StartPolicy = { cooldown: 0, maxStarts: null, quiet: { hours: [], days: [] }, zone: 'UTC' }

function started(hoursAgo: number, failedHoursAgo: number | null = null): PastStart {
  const failedAt = failedHoursAgo === null ? null : NOW - failedHoursAgo * HOUR
  return { executionName: `e${hoursAgo}`, startedAt: NOW - hoursAgo * HOUR, failedAt }
}

describe('the guards of a start', () => {
  it('a training that started within the cooldown, whatever its event, holds the next one back', () => {
    const policy = { ...FREE, cooldown: 24 * HOUR }
    expect(refusalOf(policy, [started(30), started(23)], NOW)).toEqual({
      status: 'cooling_down',
      reason: 'e23 started at 2026-11-14T07:00:00.000Z; the cooldown of 1d ends at 2026-11-15T07:00:00.000Z',
    })
    expect(refusalOf(policy, [started(24)], NOW)).toBeNull()
  })

  it('a training that failed within the cooldown does, too', () => {
    expect(refusalOf({ ...FREE, cooldown: 2 * HOUR }, [started(30, 1)], NOW)).toEqual({
      status: 'cooling_down',
      reason: 'e30 failed at 2026-11-15T05:00:00.000Z; the cooldown of 2h ends at 2026-11-15T07:00:00.000Z',
    })
  })

  it('max_starts names the trainings, and when the next one is possible', () => {
    const policy = { ...FREE, maxStarts: { count: 2, per: 30 * 24 * HOUR } }
    const starts = [started(48), started(24), started(1000)]
    expect(refusalOf(policy, starts, NOW)).toEqual({
      status: 'too_many_starts',
      reason:
        '2 trainings started within 30d, of at most 2: e24 at 2026-11-14T06:00:00.000Z, e48 at 2026-11-13T06:00:00.000Z; the next is possible at 2026-12-13T06:00:00.000Z',
    })
    expect(refusalOf({ ...policy, maxStarts: { count: 3, per: 30 * 24 * HOUR } }, starts, NOW)).toBeNull()
  })

  it('the next start is possible precisely when max_starts says, and not before', () => {
    const ages = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 8 })
    fc.assert(
      fc.property(ages, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 100 }), (hours, count, per) => {
        const starts = hours.map((each, index) => ({ ...started(each), executionName: `e${index}` }))
        const policy = { ...FREE, maxStarts: { count, per: per * HOUR } }
        const refusal = refusalOf(policy, starts, NOW)
        expect(refusal === null).toBe(hours.filter((each) => each < per).length < count)
        if (refusal === null) return
        const next = Date.parse(refusal.reason.split('possible at ')[1] ?? '')
        expect(refusalOf(policy, starts, next)).toBeNull()
        expect(refusalOf(policy, starts, next - 1)).not.toBeNull()
      }),
    )
  })

  it('quiet hours say until when they last, and in which zone', () => {
    const quiet = { hours: [{ from: 300, to: 420 }], days: [] }
    expect(refusalOf({ ...FREE, quiet }, [], NOW)).toEqual({
      status: 'quiet',
      reason: 'quiet_hours 05:00-07:00 (UTC) lasts until 2026-11-15T07:00:00.000Z',
    })
  })

  it('a start that two sources know counts once, with what the better one knows of its end', () => {
    const failed = { ...started(2), failedAt: NOW }
    expect(mergeStarts([started(2), failed])).toEqual([failed])
    expect(mergeStarts([failed, started(2)])).toEqual([failed])
  })
})

describe('a training that runs beside', () => {
  const event = '86204048f4d04cb2760b'
  it.each([
    ['somebody’s own', 'nightly', true],
    ['of this model, for another event', `ctrain-churn-${event}-a1`, true],
    ['of another model', `ctrain-fraud-${event}-a1`, false],
    ['of a model whose name begins alike', `ctrain-churn-eu-${event}-a1`, false],
  ])('%s: %s', (_, name, isInTheWay) => {
    expect(runningBeside([{ name }], 'churn') !== null).toBe(isInTheWay)
  })
})

describe('an attempt', () => {
  const startDate = new Date('2026-11-15T05:00:00Z')
  const execution = (status: Execution['status']): Execution & Failure => ({
    ...{ arn: 'a', name: 'n', status, startDate, stopDate: null, error: null, cause: null },
  })
  const statusOf = (judgement: Judgement) => (typeof judgement === 'string' ? judgement : judgement.status)
  const recorded = '2026-08-01T00:00:00.000Z'

  it.each([
    // execution, recorded, on_failed: hold, on_failed: retry, --force
    [null, null, 'open', 'open', 'open'],
    ['denied', null, 'open', 'open', 'open'],
    [null, recorded, 'already_started', 'already_started', 'over'],
    ['denied', recorded, 'already_started', 'already_started', 'already_started'],
    ['RUNNING', null, 'joined', 'joined', 'joined'],
    ['PENDING_REDRIVE', recorded, 'joined', 'joined', 'joined'],
    ['SUCCEEDED', recorded, 'already_trained', 'already_trained', 'over'],
    ['FAILED', null, 'on_hold', 'over', 'over'],
    ['TIMED_OUT', null, 'on_hold', 'over', 'over'],
    ['ABORTED', recorded, 'on_hold', 'over', 'over'],
  ] as const)('%s, recorded %s: %s on hold, %s on retry, %s by force', (status, recordedStart, hold, retry, force) => {
    const seen = { execution: status === null || status === 'denied' ? status : execution(status), recordedStart }
    expect(statusOf(judgeAttempt(seen, { onFailed: 'hold', isForced: false }))).toBe(hold)
    expect(statusOf(judgeAttempt(seen, { onFailed: 'retry', isForced: false }))).toBe(retry)
    expect(statusOf(judgeAttempt(seen, { onFailed: 'retry', isForced: true }))).toBe(force)
  })
})
