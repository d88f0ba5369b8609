import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { createProject } from '../support/project.js'
import { runCli } from '../support/test-io.js'
import { driftedModel, finishAt, newMachine, startTraining } from '../support/trainings.js'

const aws = useAws()
const NOWHERE = mkdtempSync(path.join(os.tmpdir(), 'ctrain-nowhere-'))

beforeEach(() => {
  aws().sfn.onRequest = undefined
  aws().sfn.withholdsFailures = false
  aws().sfn.denied.clear()
})

/** A running execution of a machine of its own. */
async function running(machine = newMachine(aws())): Promise<string> {
  return await startTraining(aws(), machine, 'train-1')
}

/** Without a config. */
function wait(...argv: string[]) {
  return runCli(['wait', ...argv], { cwd: NOWHERE })
}

describe('ctrain wait', () => {
  it('needs no config, and ends with 0 when the execution has succeeded', async () => {
    const arn = await running()
    finishAt(2, aws(), 'SUCCEEDED')
    const { code, out, err } = await wait(arn)
    expect(code).toBe(0)
    expect(out).toMatch(/^execution {2}arn:aws:states:[^\n]+:train-1\ntraining {3}SUCCEEDED after [^\n]+, at [^\n]+\n$/)
    expect(err).toMatch(/^train-1: RUNNING for 0.0 s\ntrain-1: SUCCEEDED after [\d.]+ s\n$/)
  })

  it('asks in the region of the ARN, whatever the environment says', async () => {
    const arn = await running()
    finishAt(1, aws(), 'SUCCEEDED')
    await runCli(['wait', arn], { cwd: NOWHERE, env: { ...process.env, AWS_REGION: 'us-west-2' } })
    expect(aws().sfn.requests.at(-1)?.headers['authorization']).toContain('/eu-west-1/states/')
  })

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'of an execution that is %s ends with 3, whole in JSON',
    async (status) => {
      const arn = await running()
      const cause = `x${'\n'.repeat(3)}${'y'.repeat(9000)}`
      aws().sfn.finish(arn, status, { error: 'E', cause })
      const { code, out } = await wait(arn, '-f', 'json')
      expect(code).toBe(3)
      const time = expect.stringMatching(/^\d{4}-.*Z$/)
      expect(JSON.parse(out)).toEqual({
        schemaVersion: 1,
        execution: { arn, name: 'train-1', status, startDate: time, stopDate: time, error: 'E', cause },
        error: null,
      })
      const table = await wait(arn)
      expect(table.out).toContain('(9,004 characters; --format json has all)')
      expect(table.out.length).toBeLessThan(2500)
    },
  )

  it('error and cause that are no metadata are asked for; those of an encrypted machine are left out', async () => {
    const arn = await running()
    aws().sfn.finish(arn, 'FAILED', { error: 'E', cause: 'C' })
    aws().sfn.withholdsFailures = true
    expect(JSON.parse((await wait(arn, '-f', 'json')).out).execution).toMatchObject({ error: 'E', cause: 'C' })
    aws().sfn.onRequest = (_, body) =>
      body['includedData'] === undefined ? { kind: 'status', status: 400, type: 'KmsAccessDeniedException' } : undefined
    const { code, out } = await wait(arn, '-f', 'json')
    expect(code).toBe(3)
    expect(JSON.parse(out).execution).toMatchObject({ status: 'FAILED', error: null, cause: null })
  })

  it('when the time is up, looks a last time, then ends with 3 and says how to go on', async () => {
    const arn = await running()
    const { code, out, err } = await wait(arn, '--timeout', '1s')
    expect(code).toBe(3)
    expect(out).toContain('\ntraining   RUNNING since ')
    expect(err).toContain(`error: the time is up, the training goes on: ${arn}\nhint: ctrain wait ${arn} waits for it again`)
    aws().sfn.finish(arn, 'SUCCEEDED')
    expect((await wait(arn, '--timeout', '0s')).code).toBe(0)
  })

  it.each([
    ['lost answers', { kind: 'lostResponse' }],
    ['cut connections', { kind: 'reset' }],
    ['failures of AWS', { kind: 'status', status: 503, type: 'ServiceUnavailable' }],
    ['throttling', { kind: 'status', status: 400, type: 'ThrottlingException' }],
  ] as const)('%s end no wait: one warning, and it goes on', async (_, fault) => {
    const arn = await running()
    let calls = 0
    const env = { ...process.env, AWS_MAX_ATTEMPTS: '1' }
    process.env.AWS_MAX_ATTEMPTS = '1'
    aws().sfn.onRequest = () => {
      calls++
      if (calls === 3) aws().sfn.finish(arn, 'SUCCEEDED')
      return calls === 1 || calls === 2 ? fault : undefined
    }
    try {
      const { code, err } = await runCli(['wait', arn], { cwd: NOWHERE, env })
      expect(code).toBe(0)
      expect(err.match(/warning: .*states:DescribeExecution.*; ctrain goes on trying/g)).toHaveLength(1)
    } finally {
      delete process.env.AWS_MAX_ATTEMPTS
    }
  })

  it('what never answers is the error itself when the time is up', async () => {
    const arn = await running()
    aws().sfn.onRequest = () => ({ kind: 'status', status: 503, type: 'ServiceUnavailable' })
    const { code, out, err } = await wait(arn, '--timeout', '1s')
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('error: ')
    expect(err).toContain('ServiceUnavailable')
    expect(err).toContain(`the training goes on: ${arn}\nhint: ctrain wait ${arn} waits for it again`)
    const late = await wait(arn, '--timeout', '0s', '-f', 'json')
    expect(late.err).not.toContain('goes on trying')
    expect(late.err).toContain(`hint: ctrain wait ${arn}`)
    expect(JSON.parse(late.out)).toMatchObject({ schemaVersion: 1, execution: null, error: { kind: 'aws' } })
  })

  it('an execution that is not visible yet is looked for again', async () => {
    const machine = newMachine(aws())
    const arn = `${machine.replace('stateMachine', 'execution')}:train-1`
    let calls = 0
    aws().sfn.onRequest = (target) => {
      if (target === 'DescribeExecution') calls++
      return target === 'DescribeExecution' && calls < 3
        ? { kind: 'status', status: 400, type: 'ExecutionDoesNotExist' }
        : undefined
    }
    await running(machine)
    aws().sfn.finish(arn, 'SUCCEEDED')
    expect((await wait(arn)).code).toBe(0)
    expect(calls).toBe(3)
  })

  it('one that does not exist is an error, exit 2', async () => {
    const arn = `${newMachine(aws()).replace('stateMachine', 'execution')}:absent`
    const { code, err } = await wait(arn, '--timeout', '0s')
    expect(code).toBe(2)
    expect(err).toContain(`error: there is no execution ${arn}\nhint: check name, account and region`)
  })

  it('without the right to look names it, exit 3', async () => {
    const arn = await running()
    aws().sfn.denied.add('DescribeExecution')
    const { code, out, err } = await wait(arn, '-f', 'json')
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ execution: null, error: { kind: 'permission' } })
    expect(err).toContain(`access denied: waiting needs states:DescribeExecution on ${arn}`)
  })

  it.each([
    ['arn:aws:states:eu-west-1:123456789012:express:m:n:1', 'is an execution of an EXPRESS workflow'],
    ['arn:aws:states:eu-west-1:123456789012:stateMachine:m', 'is a state machine, not an execution'],
    ['arn:aws:states:eu-west-1:123456789012:execution:m', 'is not the ARN of an execution'],
    ['ctrain-churn-1', 'is not the ARN of an execution'],
    ['arn:aws:states:eu-west-1:123456789012:execution:m:\u001b[31m', 'is not the ARN of an execution'],
  ])('%j is a usage error', async (arn, message) => {
    const { code, out, err } = await wait(arn)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err).not.toContain('\u001b')
  })

  it('--model must train there', async () => {
    const [machine, other] = [newMachine(aws()), newMachine(aws())]
    const project = createProject({ m: driftedModel(machine), n: driftedModel(other) })
    const arn = await running(machine)
    finishAt(1, aws(), 'SUCCEEDED')
    expect((await project.run('wait', arn, '-m', 'm')).code).toBe(0)
    const wrong = await project.run('wait', arn, '-m', 'n')
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain(`the execution is not one of the state machine of n, but of ${machine}`)
    expect((await project.run('wait', arn, '-m', 'absent')).err).toContain('there is no model "absent"')
  })

  it('a config with problems is no obstacle', async () => {
    const project = createProject({ m: driftedModel(newMachine(aws())) })
    writeFileSync(path.join(project.folder, 'ctrain.yaml'), 'version: 1\nmodels: {}\n')
    const arn = await running()
    aws().sfn.finish(arn, 'SUCCEEDED')
    const { code, err } = await project.run('wait', arn)
    expect(code).toBe(0)
    expect(err).toContain('has problems, so it is not looked at')
  })
})
