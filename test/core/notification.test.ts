import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Evaluation, SliceResult } from '../../src/core/evaluation.js'
import { explain } from '../../src/core/explain.js'
import { bodyText } from '../../src/core/notification-body.js'
import { eventsOf, notificationOf } from '../../src/core/notification-events.js'
import { plainText } from '../../src/core/notification-summary.js'
import { oneLine } from '../../src/core/one-line.js'
import type { ExecutionStatus, RetrainResult } from '../../src/core/retraining.js'
import { slicesToTell } from '../../src/core/slices-to-tell.js'
import { slackText } from '../../src/notifiers/slack.js'
import { SCENARIOS } from '../reporters/scenarios.js'
import { notificationFor, scenario } from '../support/receivers.js'

const DRIFTED = scenario('drifted')
const UNKNOWN = { standardError: null, weight: null, rows: null }
const AT = new Date('2026-11-15T06:00:01Z')

function retrain(overrides: Partial<RetrainResult>): RetrainResult {
  const none = { executionArn: null, executionName: null, request: null, driftEvent: null, attempt: null, forcedBecause: null }
  return { status: 'not_needed', reason: 'as it is', execution: null, ...none, ...overrides }
}

function ended(status: ExecutionStatus) {
  return { status, startDate: '2026-11-15T05:00:00Z', stopDate: null, error: 'States.TaskFailed', cause: 'out of memory' }
}

describe('what a run gives to tell', () => {
  const failed = { kind: 'network', message: 'no answer\nsecond line', hint: null } as const
  it.each<[string, Partial<Evaluation>, string[], string]>([
    ['healthy', { verdict: 'healthy' }, [], ''],
    ['drifted', {}, ['drifted'], 'churn: drifted, the drop of 5.58 % is over the limit of 5 %'],
    ['suspected', { verdict: 'suspected', reasons: ['perhaps'] }, ['suspected'], 'churn: drift is suspected, perhaps'],
    ['inconclusive', { verdict: 'inconclusive', reasons: [] }, ['inconclusive'], 'churn: inconclusive'],
    ['an error', { verdict: null, error: failed }, ['error'], 'churn: the run failed: no answer'],
    [
      'an error after the verdict',
      { error: failed },
      ['error', 'drifted'],
      'churn: the run failed: no answer; drifted, the drop of 5.58 % is over the limit of 5 %',
    ],
    [
      'a training that was started',
      { retrain: retrain({ status: 'started', execution: ended('RUNNING') }) },
      ['drifted', 'started'],
      'churn: drifted, the drop of 5.58 % is over the limit of 5 %; the training was started',
    ],
    ['a training that runs already', { retrain: retrain({ status: 'joined', execution: ended('RUNNING') }) }, ['drifted'], ''],
    [
      'a training that failed',
      { reasons: [], retrain: retrain({ status: 'on_hold', execution: ended('FAILED') }) },
      ['failed', 'drifted'],
      'churn: the training failed: FAILED, States.TaskFailed, out of memory; drifted',
    ],
    [
      'a training that failed, with the reason within JSON, and no error',
      {
        reasons: [],
        retrain: retrain({
          status: 'on_hold',
          execution: { ...ended('FAILED'), error: '', cause: JSON.stringify({ trace: ['a'], errorMessage: 'x'.repeat(200) }) },
        }),
      },
      ['failed', 'drifted'],
      `churn: the training failed: FAILED, ${'x'.repeat(119)}…; drifted`,
    ],
    ['a failed training of which no more is known', { retrain: retrain({ status: 'on_hold' }) }, ['failed', 'drifted'], ''],
    [
      'one that timed out',
      { retrain: retrain({ status: 'cooling_down', execution: ended('TIMED_OUT') }) },
      ['failed', 'drifted'],
      '',
    ],
    ['one that was stopped', { retrain: retrain({ execution: ended('ABORTED') }) }, ['failed', 'drifted'], ''],
    ['one that succeeded', { retrain: retrain({ status: 'already_trained', execution: ended('SUCCEEDED') }) }, ['drifted'], ''],
  ])('%s', (_, overrides, events, title) => {
    const evaluation = { ...DRIFTED, ...overrides }
    expect(eventsOf(evaluation)).toEqual(events)
    const notification = notificationOf(eventsOf(evaluation), evaluation, AT)
    expect(notification?.event).toBe(events[0])
    if (title !== '') expect(notification?.title).toBe(title)
  })

  it('of no model is nothing', () => {
    expect(notificationOf(['error'], { ...DRIFTED, model: null }, AT)).toBeNull()
  })
})

describe.each([
  'drifted',
  'retrain-started',
  'hostile-names',
  'inconclusive',
  'suspected-with-intervals-guards-and-secondary-metrics',
])('a message of the scenario %s', (name) => {
  const notification = notificationFor(scenario(name))
  it('is for Slack as in its golden file', async () => {
    const text = `${JSON.stringify(JSON.parse(slackText(notification)), null, 2)}\n`
    await expect(text).toMatchFileSnapshot(`../golden/notifications/${name}.slack.json`)
  })

  it('is for e-mail as in its golden file', async () => {
    await expect(plainText(notification)).toMatchFileSnapshot(`../golden/notifications/${name}.txt`)
  })
})

describe('a message for people', () => {
  it('mentions nobody in Slack, whatever names and reasons say', () => {
    const hostile = { ...DRIFTED, model: '<!channel>', reasons: ['<https://evil.example|click> & <@U123>'] }
    const text = slackText(notificationFor(hostile))
    expect(text).not.toMatch(/"mrkdwn","text":"[^"]*[<>]/)
    expect(text).toContain('&lt;https://evil.example|click&gt; &amp; &lt;@U123&gt;')
  })

  it('that is a test says so first', () => {
    const test = { ...notificationFor(DRIFTED), isTest: true }
    expect(plainText(test)).toMatch(/^\[test\] churn/)
    expect(slackText(test)).toContain('"text":"[test] churn')
  })

  it('has no control characters, nor more lines than its own', () => {
    for (const { evaluations } of Object.values(SCENARIOS)) {
      for (const evaluation of evaluations) {
        const notification = notificationOf(['drifted'], evaluation, AT)
        if (notification !== null)
          expect(plainText(notification)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
      }
    }
    expect(oneLine('a\n\tb\u001b\u202e', 100)).toBe('a b\ufffd\ufffd')
    expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…')
  })
})

function sliceNamed(name: string, overrides: Partial<SliceResult> = {}): SliceResult {
  const [slice] = DRIFTED.slices
  if (slice === undefined) throw new Error('the scenario has no slice')
  return { ...slice, name, ...overrides }
}

describe('a message for programs', () => {
  it('leaves out the input of the training, which may be as long as a whole message', () => {
    const body: unknown = JSON.parse(bodyText(notificationFor(scenario('retrain-started'))))
    expect(body).toMatchObject({ evaluation: { retrain: { status: 'started', request: null } }, slicesOmitted: 0 })
  })

  it('stays within the limit however long the texts and lists are, and counts the slices that it leaves out', () => {
    const long = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.repeat(200))
    const arbitrary = fc.record({
      slices: fc.array(long, { maxLength: 60 }),
      reasons: fc.array(long, { maxLength: 60 }),
      message: long,
    })
    fc.assert(
      fc.property(arbitrary, ({ slices, reasons, message }) => {
        const evaluation: Evaluation = {
          ...DRIFTED,
          slices: slices.map((where, index) => sliceNamed(String(index), { where })),
          reasons,
          error: { kind: 'data', message, hint: message },
        }
        const text = bodyText(notificationFor(evaluation))
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(120_000)
        const body = JSON.parse(text)
        expect(body.evaluation.slices.length + body.slicesOmitted).toBe(slices.length)
      }),
      { numRuns: 50 },
    )
  })

  it('keeps the worst slices, in their order', () => {
    const slices = Array.from({ length: 1_000 }, (_, index) =>
      sliceNamed(`s${index}`, { weight: 0.001, value: 0.9 - (index % 10) / 100 }),
    )
    const stored = slices.map(({ name }) => ({ name, score: 0.9, ...UNKNOWN }))
    const production = DRIFTED.production && { ...DRIFTED.production, slices: stored }
    const evaluation = { ...DRIFTED, slices, production }
    const explanation = explain(evaluation, null)
    const body = JSON.parse(bodyText(notificationFor({ ...evaluation, explanation }), 30_000))
    const names: string[] = body.evaluation.slices.map((slice: SliceResult) => slice.name)
    expect(names.length).toBeGreaterThan(20)
    expect(names.every((name) => name.endsWith('9'))).toBe(true)
    expect(names).toEqual([...names].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))))
    const namesOf = (parts: readonly { readonly name: string }[]) => parts.map(({ name }) => name)
    expect(namesOf(body.evaluation.production.slices)).toEqual(names)
    expect(new Set(namesOf(body.evaluation.explanation.slices))).toEqual(new Set(names))
  })
})

describe('the slices that people are told of', () => {
  it('are those without a value, then those with the largest part of the drop', () => {
    const stored = ['small', 'large', 'better', 'blind'].map((name) => ({ name, score: 0.8, ...UNKNOWN }))
    const production = DRIFTED.production && { ...DRIFTED.production, slices: stored }
    const slices = [
      sliceNamed('better', { weight: 0.4, value: 0.9 }),
      sliceNamed('small', { weight: 0.1, value: 0.5 }),
      sliceNamed('large', { weight: 0.4, value: 0.7 }),
      sliceNamed('blind', { weight: 0.1, value: null }),
    ]
    expect(slicesToTell({ ...DRIFTED, production, slices })).toEqual(['blind', 'large', 'small', 'better'])
  })
})
