import { beforeEach, describe, expect, it } from 'vitest'
import { libraryWorld } from '../../src/cli/io.js'
import { interrupted } from '../../src/core/errors.js'
import type { World } from '../../src/core/ports.js'
import type { SeenExecution } from '../../src/core/retraining.js'
import { startTimeLimit } from '../../src/pipeline/time-limit.js'
import { openTrainer } from '../../src/pipeline/trainer.js'
import { type Pace, paceOf, waitForExecution } from '../../src/pipeline/wait.js'
import { useAws } from '../support/aws-env.js'
import { finishAt, newMachine, startTraining } from '../support/trainings.js'

const aws = useAws()
const PACE: Pace = { first: 4, most: 8, invisible: 20, unreachable: 20 }
const ERROR = { kind: 'status', status: 503, type: 'ServiceUnavailable' } as const

beforeEach(() => {
  aws().sfn.onRequest = undefined
  process.env.AWS_MAX_ATTEMPTS = '1'
})

/** Waits at the pace of the test; what was told meanwhile is kept. */
async function wait(arn: string, { timeout = null, ...given }: Partial<World> & { readonly timeout?: number | null } = {}) {
  const states: (string | null)[] = []
  const troubles: string[] = []
  const world = libraryWorld('0.0.0-test', given)
  const limit = startTimeLimit(timeout)
  const trainer = await openTrainer({ state_machine: arn }, world)
  const options = {
    limit,
    pace: PACE,
    onState: (seen: SeenExecution | null) => states.push(seen?.status ?? null),
    onTrouble: ({ message }: Error) => troubles.push(message),
  }
  const ended = await waitForExecution(trainer, arn, options, world).then(
    ({ status }) => status,
    (error: { kind: string }) => error.kind,
  )
  limit.clear()
  await trainer.close()
  return { ended, states, troubles }
}

function looks(): number {
  return aws().sfn.requests.filter(({ target }) => target === 'DescribeExecution').length
}

describe('waiting for an execution', () => {
  it('tells every state that was seen', async () => {
    const arn = await startTraining(aws(), newMachine(aws()), 't')
    finishAt(3, aws(), 'ABORTED')
    expect(await wait(arn)).toEqual({ ended: 'ABORTED', states: ['RUNNING', 'RUNNING', 'ABORTED'], troubles: [] })
  })

  it('an execution that stays invisible does not exist', async () => {
    const before = looks()
    const { ended, states, troubles } = await wait(`${newMachine(aws()).replace('stateMachine', 'execution')}:t`)
    expect([ended, troubles]).toEqual(['data', []])
    // After 4, 6 and 8 + 8 ms the patience of 20 ms is over.
    expect([looks() - before, states]).toEqual([5, [null, null, null, null]])
  })

  it('without time limit, failures that may pass are borne for a while; each spell is told once', async () => {
    const arn = await startTraining(aws(), newMachine(aws()), 't')
    let calls = 0
    aws().sfn.onRequest = () => ([1, 2, 4].includes(++calls) || calls > 5 ? ERROR : undefined)
    const { ended, states, troubles } = await wait(arn)
    expect(ended).toBe('aws')
    expect(states.slice(0, 5)).toEqual([null, null, 'RUNNING', 'RUNNING', 'RUNNING'])
    expect(troubles).toHaveLength(3)
  })

  it('with one, they are borne until the time is up', async () => {
    const arn = await startTraining(aws(), newMachine(aws()), 't')
    let calls = 0
    aws().sfn.onRequest = () => (++calls > 1 ? ERROR : undefined)
    const { ended } = await wait(arn, { timeout: 300 })
    expect(ended).toBe('RUNNING')
    expect(calls).toBeGreaterThan(5)
  })

  it('an interruption ends a pause and a call that never answers', async () => {
    const arn = await startTraining(aws(), newMachine(aws()), 't')
    aws().sfn.onRequest = () => ({ kind: 'delay', ms: 600_000 })
    const controller = new AbortController()
    setTimeout(() => controller.abort(interrupted()), 50)
    const { ended, states } = await wait(arn, { signal: controller.signal })
    expect([ended, states]).toEqual(['interrupted', []])
  })

  it('however many are waited for, all together look once a second at most', () => {
    for (const count of [1, 2, 10, 50]) {
      const { first, most } = paceOf(count)
      expect(count / (first / 1000)).toBeLessThanOrEqual(1)
      expect(most).toBeGreaterThanOrEqual(first)
    }
  })
})
