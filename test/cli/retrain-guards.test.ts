import { readFileSync, writeFileSync } from 'node:fs'
import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { executionName } from '../../src/core/execution-name.js'
import { sfnClient } from '../support/aws-clients.js'
import { MACHINE } from '../support/aws-env.js'
import { churnModel } from '../support/history.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { type StepFunctionsServer, startStepFunctions } from '../support/sfn-server.js'

const HOUR = 3_600_000
const START = Date.parse('2026-11-15T12:00:00Z')
let counter = 0
let sfn: StepFunctionsServer
/** Of ctrain and of Step Functions. */
let clock = START

beforeAll(async () => {
  sfn = await startStepFunctions({ now: () => new Date(clock) })
  const access = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' }
  Object.assign(process.env, { AWS_ENDPOINT_URL_SFN: sfn.url, ...access })
})

afterAll(async () => {
  await sfn.close()
})

beforeEach(() => {
  clock = START
  sfn.denied.clear()
})

/** A drifted model with a state machine of its own. */
function drifted(retrain: Record<string, unknown> = {}, history: string | null = 'history') {
  const machine = `${MACHINE}-g${counter++}`
  sfn.addStateMachine(machine)
  const defaults = history === null ? {} : { history }
  const project = createProject({ m: churnModel({ retrain: { state_machine: machine, ...retrain } }) }, defaults)
  const executions = () => sfn.executions.filter(({ stateMachineArn }) => stateMachineArn === machine)
  return {
    machine,
    project,
    executions,
    /** Runs so many hours after the start of the test. */
    async run(hours: number, ...argv: string[]) {
      clock = START + hours * HOUR
      const ended = await project.runWith({ now: () => new Date(clock) }, 'retrain-if-drifted', '-m', 'm', '-f', 'json', ...argv)
      return { code: ended.code, err: ended.err, retrain: onlyEvaluation(ended).retrain }
    },
    /** Another production score is another drift event. */
    promote(score: number) {
      const file = `${project.folder}/ctrain.yaml`
      writeFileSync(file, readFileSync(file, 'utf8').replace('score: 0.86', `score: ${score}`))
    },
    finish: (status: 'SUCCEEDED' | 'FAILED', outcome = {}) => sfn.finish(executions().at(-1)?.arn ?? '', status, outcome),
    async startForeign(name: string) {
      const client = sfnClient(sfn.url)
      const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: machine, name, input: '{}' }))
      client.destroy()
      return executionArn
    },
  }
}

const EVENT = '0123456789abcdef0123'

describe('guards', () => {
  it.each([
    ['somebody’s own training', 'nightly-42'],
    ['a training of this model for a former production score', executionName('m', EVENT, 1)],
  ])('%s that runs is named, and nothing starts beside it, not even by force', async (_, name) => {
    const { run, executions, startForeign } = drifted()
    const arn = await startForeign(name)
    const { code, retrain } = await run(0)
    expect(code).toBe(0)
    expect(retrain).toMatchObject({ status: 'training_running', reason: expect.stringContaining(name), executionArn: null })
    expect((await run(0, '--force', '--reason', 'x')).retrain?.status).toBe('training_running')
    expect(executions()).toHaveLength(1)
    sfn.finish(arn, 'SUCCEEDED')
    expect((await run(48)).retrain?.status).toBe('started')
  })

  it('a training that ctrain has started for another model on the same state machine is not in the way', async () => {
    const { run, startForeign } = drifted()
    await startForeign(executionName('fraud', EVENT, 1))
    expect((await run(0)).retrain?.status).toBe('started')
  })

  it.each([
    ['its records', 'history', true],
    ['the listed executions', null, false],
  ])(
    'the cooldown since the last start, known from %s, holds a new event back until it has passed',
    async (_, history, isDenied) => {
      const { run, promote, finish } = drifted({}, history)
      await run(0)
      finish('SUCCEEDED')
      if (isDenied) sfn.denied.add('ListExecutions')
      promote(0.87)
      const early = (await run(23)).retrain
      expect(early).toMatchObject({ status: 'cooling_down', reason: expect.stringContaining('the cooldown of 1d ends at') })
      expect((await run(25)).retrain?.status).toBe('started')
    },
  )

  it('max_starts says which trainings there were and when the next is possible', async () => {
    const { run, executions, finish } = drifted({ on_failed: 'retry', cooldown: '1h', max_starts: { count: 2, per: '30d' } })
    await run(0)
    finish('FAILED')
    await run(2)
    finish('FAILED')
    const { retrain, code } = await run(4)
    expect([code, retrain?.status]).toEqual([0, 'too_many_starts'])
    for (const { name } of executions()) expect(retrain?.reason).toContain(name)
    expect(retrain?.reason).toMatch(/2 trainings started within 30d, of at most 2: .*; the next is possible at \d{4}-/)
    expect((await run(4, '--force', '--reason', 'budget was granted')).retrain).toMatchObject({ status: 'started', attempt: 3 })
  })

  it('max_starts that can’t be checked is an error of permission, and nothing starts, but by force', async () => {
    const { run, executions } = drifted({ max_starts: { count: 2, per: '30d' } }, null)
    sfn.denied.add('ListExecutions')
    const { code, err } = await run(0)
    expect(code).toBe(3)
    expect(err).toContain("max_starts of m can't be checked: there are no records of its starts, and states:ListExecutions on")
    expect(executions()).toEqual([])
    expect((await run(0, '--force', '--reason', 'x')).retrain?.status).toBe('started')
  })

  it('with records, max_starts needs no states:ListExecutions', async () => {
    const { run, finish } = drifted({ on_failed: 'retry', cooldown: '1h', max_starts: { count: 1, per: '30d' } })
    sfn.denied.add('ListExecutions')
    expect((await run(0)).retrain?.status).toBe('started')
    finish('FAILED')
    expect((await run(2)).retrain?.status).toBe('too_many_starts')
  })

  it.each([
    [{ quiet_hours: '11:00-13:00' }, 'quiet_hours 11:00-13:00 (UTC) lasts until 2026-11-15T13:00:00.000Z'],
    [
      { blackout: ['2026-11-14..2026-11-16'] },
      'blackout from 2026-11-14 to 2026-11-16 (UTC) lasts until 2026-11-17T00:00:00.000Z',
    ],
  ])('%j starts nothing, until when it says', async (retrain, reason) => {
    const { run, executions } = drifted(retrain)
    expect((await run(0)).retrain).toMatchObject({ status: 'quiet', reason })
    expect(executions()).toEqual([])
    expect((await run(49)).retrain?.status).toBe('started')
  })

  it('a failed training is reported with its error and cause', async () => {
    const { run, finish } = drifted()
    await run(0)
    finish('FAILED', { error: 'OutOfMemory', cause: 'killed at 16 GB' })
    const { retrain } = await run(48)
    expect(retrain).toMatchObject({
      status: 'on_hold',
      execution: { status: 'FAILED', error: 'OutOfMemory', cause: 'killed at 16 GB' },
    })
  })

  it('an execution that Step Functions has forgotten is not started again, but by force, as the next attempt', async () => {
    const { run, machine, finish, executions } = drifted()
    await run(0)
    finish('SUCCEEDED')
    const forgotten = sfn.executions
    if (Array.isArray(forgotten))
      forgotten.splice(
        forgotten.findIndex(({ stateMachineArn }) => stateMachineArn === machine),
        1,
      )
    const { retrain } = await run(24 * 200)
    expect(retrain).toMatchObject({
      status: 'already_started',
      reason: expect.stringContaining('which Step Functions no longer knows'),
    })
    expect(executions()).toEqual([])
    expect((await run(24 * 200, '--force', '--reason', 'x')).retrain).toMatchObject({ status: 'started', attempt: 2 })
  })
})

describe('--force', () => {
  it('starts the next attempt once, however often it is repeated; its reason is in the report', async () => {
    const { run, finish, executions } = drifted()
    await run(0)
    finish('SUCCEEDED')
    const forced = async () => (await run(1, '--force', '--reason', 'labels of May were wrong')).retrain
    expect(await forced()).toMatchObject({ status: 'started', attempt: 2, forcedBecause: 'labels of May were wrong' })
    expect(await forced()).toMatchObject({ status: 'joined', attempt: 2 })
    expect(executions().map(({ name }) => name.slice(-2))).toEqual(['a1', 'a2'])
    finish('SUCCEEDED')
    expect((await run(1)).retrain).toMatchObject({ status: 'already_trained', attempt: 2, forcedBecause: null })
  })

  it('never starts beside the running execution of its own event', async () => {
    const { run, executions } = drifted()
    await run(0)
    expect((await run(0, '--force', '--reason', 'x')).retrain?.status).toBe('joined')
    expect(executions()).toHaveLength(1)
  })

  it.each([
    [['--force'], '--force needs a --reason'],
    [['--force', '--reason', ' '], '--force needs a --reason'],
    [['--reason', 'x'], '--reason is that of --force, which was not given'],
  ])('%j is refused', async (argv, message) => {
    const run = await drifted().project.run('retrain-if-drifted', '-m', 'm', ...argv)
    expect([run.code, run.err]).toEqual([2, expect.stringContaining(message)])
  })

  it('does not make drift of a healthy verdict', async () => {
    const machine = `${MACHINE}-healthy`
    const project = createProject({ m: churnModel({ production: { score: 0.5 }, retrain: { state_machine: machine } }) })
    const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json', '--force', '--reason', 'x')
    expect(onlyEvaluation(run).retrain?.status).toBe('not_needed')
  })
})
