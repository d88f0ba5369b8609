import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { MACHINE, useAws } from '../support/aws-env.js'
import { churnOf } from '../support/churn.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { createTestIo, runCli } from '../support/test-io.js'

const aws = useAws()
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
let counter = 0

/** A model on the churn fixtures, with a state machine of its own. */
function driftedModel(retrain: Record<string, unknown> = {}, production = 0.86) {
  const machine = `${MACHINE}-${counter++}`
  aws().sfn.addStateMachine(machine)
  const model = churnOf({ production: { score: production }, retrain: { state_machine: machine, ...retrain } })
  return {
    machine,
    project: createProject({ m: model }),
    executions: () => aws().sfn.executions.filter(({ arn }) => arn.includes(machine.split(':').at(-1) ?? '')),
  }
}

beforeEach(() => {
  aws().sfn.onRequest = undefined
  aws().sfn.now = () => new Date()
  aws().sfn.denied.clear()
})

describe('retrain-if-drifted', () => {
  it('starts the state machine of a drifted model, exit 0', async () => {
    const { project, executions } = driftedModel()
    const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
    const { retrain, verdict } = onlyEvaluation(run)
    expect(run.code).toBe(0)
    expect(verdict).toBe('drifted')
    expect(retrain?.status).toBe('started')
    expect(executions().map(({ arn, name, input }) => ({ arn, name, input }))).toEqual([
      { arn: retrain?.executionArn, name: retrain?.executionName, input: retrain?.request?.input },
    ])
  })

  it('a cron retry joins the running execution instead of starting a second', async () => {
    const { project, executions } = driftedModel()
    const first = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    const again = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(again.code).toBe(0)
    expect(onlyEvaluation(again).retrain).toMatchObject({ status: 'joined', executionArn: first.retrain?.executionArn })
    expect(executions()).toHaveLength(1)
  })

  it('twenty hosts at once start one execution', async () => {
    const { project, executions } = driftedModel()
    const runs = await Promise.all(Array.from({ length: 20 }, () => project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')))
    expect(runs.map(({ code }) => code)).toEqual(Array.from({ length: 20 }, () => 0))
    expect(new Set(runs.map((run) => onlyEvaluation(run).retrain?.executionArn)).size).toBe(1)
    expect(executions()).toHaveLength(1)
  })

  it('a lost response starts no second execution', async () => {
    const { project, executions } = driftedModel()
    let lost = 0
    aws().sfn.onRequest = (target) => (target === 'StartExecution' && lost++ < 1 ? { kind: 'lostResponse' } : undefined)
    const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(0)
    expect(lost).toBe(2)
    expect(executions()).toHaveLength(1)
  })

  it('responses lost for good are a network error, exit 3, with the verdict kept; the next run joins', async () => {
    const { project, executions } = driftedModel()
    aws().sfn.onRequest = (target) => (target === 'StartExecution' ? { kind: 'lostResponse' } : undefined)
    const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(3)
    expect(onlyEvaluation(run)).toMatchObject({ verdict: 'drifted', error: { kind: 'network' } })
    aws().sfn.onRequest = undefined
    expect(onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')).retrain?.status).toBe('joined')
    expect(executions()).toHaveLength(1)
  })

  it('throttling is retried', async () => {
    const { project, executions } = driftedModel()
    let calls = 0
    aws().sfn.onRequest = (target) =>
      target === 'StartExecution' && calls++ === 0 ? { kind: 'status', status: 400, type: 'ThrottlingException' } : undefined
    expect((await project.run('retrain-if-drifted', '-m', 'm')).code).toBe(0)
    expect(executions()).toHaveLength(1)
  })

  it('a training that succeeded for this production score is not repeated; a new score is a new event, after the cooldown', async () => {
    const { project, machine, executions } = driftedModel()
    const first = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    const { startDate } = aws().sfn.finish(first.retrain?.executionArn ?? '', 'SUCCEEDED')
    const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(0)
    expect(onlyEvaluation(run).retrain?.status).toBe('already_trained')
    expect(executions()).toHaveLength(1)
    const promoted = driftedModel({ state_machine: machine }, 0.85)
    const early = onlyEvaluation(await promoted.project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    expect(early.retrain).toMatchObject({ status: 'cooling_down', reason: expect.stringContaining('the cooldown of 1d ends at') })
    const later = { now: () => new Date(startDate.getTime() + 86_400_000) }
    aws().sfn.now = later.now
    const late = await promoted.project.runWith(later, 'retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(onlyEvaluation(late).retrain?.status).toBe('started')
    expect(executions()).toHaveLength(2)
  })

  it('on_failed: hold waits for a person after a failed training', async () => {
    const { project, executions } = driftedModel()
    const first = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    aws().sfn.finish(first.retrain?.executionArn ?? '', 'FAILED', { error: 'OutOfMemory', cause: 'too big' })
    const { retrain } = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    expect(retrain).toMatchObject({ status: 'on_hold', reason: expect.stringContaining('the training ended as FAILED') })
    expect(executions()).toHaveLength(1)
  })

  it('on_failed: retry starts attempt 2 after the cooldown, once, and not before', async () => {
    const { project, executions } = driftedModel({ on_failed: 'retry', cooldown: '2h' })
    const first = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    const failed = aws().sfn.finish(first.retrain?.executionArn ?? '', 'FAILED')
    const at = (hours: number) => ({ now: () => new Date((failed.stopDate?.getTime() ?? 0) + hours * 3_600_000) })
    const early = await project.runWith(at(1.9), 'retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(onlyEvaluation(early).retrain?.status).toBe('cooling_down')
    const late = onlyEvaluation(await project.runWith(at(2.1), 'retrain-if-drifted', '-m', 'm', '-f', 'json'))
    expect(late.retrain?.executionName).toMatch(/-a2$/)
    expect(executions()).toHaveLength(2)
    const again = onlyEvaluation(await project.runWith(at(2.2), 'retrain-if-drifted', '-m', 'm', '-f', 'json'))
    expect(again.retrain).toMatchObject({ status: 'joined', executionName: late.retrain?.executionName })
    expect(executions()).toHaveLength(2)
  })

  it('a dry run prints the exact request and sends nothing', async () => {
    const { project, executions } = driftedModel({ input: { bucket: 'b', nested: { a: 1 } } })
    const before = aws().sfn.requests.length
    const dry = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-n', '-f', 'json'))
    expect(dry.retrain?.status).toBe('dry_run')
    expect(aws().sfn.requests.length).toBe(before)
    expect(executions()).toEqual([])
    const table = await project.run('retrain-if-drifted', '-m', 'm', '--dry-run')
    expect(table.out).toContain('dry run: this request was not sent')
    expect(table.out).toContain(`"name": "${dry.retrain?.executionName}"`)
    const real = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    expect(real.retrain?.request).toEqual(dry.retrain?.request)
    expect(executions()[0]).toMatchObject({ name: dry.retrain?.request?.name, input: '{"bucket":"b","nested":{"a":1}}' })
  })

  it('a healthy model starts nothing and says so', async () => {
    const { project, executions } = driftedModel({}, 0.5)
    const run = await project.run('retrain-if-drifted', '-m', 'm')
    expect(run.code).toBe(0)
    expect(run.out).toContain('not needed: healthy: nothing to start')
    expect(executions()).toEqual([])
  })

  it('an inconclusive model starts nothing, exit 4', async () => {
    const { project, executions } = driftedModel()
    const nobody = [{ name: 'nobody', where: 'tenure_months < 0', weight: 1 }]
    const inconclusive = createProject({ m: churnOf({ slices: nobody, retrain: { state_machine: MACHINE } }) })
    const run = await inconclusive.run('retrain-if-drifted', '-m', 'm')
    expect(run.code).toBe(4)
    expect(run.out).toContain('inconclusive: no verdict, so nothing was started')
    expect(project.folder).not.toBe('')
    expect(executions()).toEqual([])
  })

  it('data older than max_age starts nothing and says why', async () => {
    const { project, executions } = driftedModel({ max_age: '3d' })
    const late = { now: () => new Date('2026-11-20T00:00:00Z') }
    const { retrain } = onlyEvaluation(await project.runWith(late, 'retrain-if-drifted', '-m', 'm', '-f', 'json'))
    expect(retrain).toMatchObject({
      status: 'data_too_old',
      reason: 'the newest day of the data, 2026-11-14, ended 5.0 days ago; max_age is 3 days',
    })
    expect(executions()).toEqual([])
    expect(onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')).retrain?.status).toBe('started')
  })

  it('an EXPRESS state machine is refused with the reason', async () => {
    const { project, machine, executions } = driftedModel()
    aws().sfn.addStateMachine(machine, 'EXPRESS')
    const run = await project.run('retrain-if-drifted', '-m', 'm')
    expect(run.code).toBe(2)
    expect(run.err).toContain('is an EXPRESS workflow')
    expect(executions()).toEqual([])
  })

  it('a state machine that does not exist is named, exit 2', async () => {
    const { project } = driftedModel({ state_machine: `${MACHINE}-absent` })
    const run = await project.run('retrain-if-drifted', '-m', 'm')
    expect(run.code).toBe(2)
    expect(run.err).toContain(`there is no such state machine: ${MACHINE}-absent`)
  })

  it('a denied start names action and resource, exit 3', async () => {
    const { project, machine } = driftedModel()
    aws().sfn.denied.add('StartExecution')
    const run = await project.run('retrain-if-drifted', '-m', 'm')
    expect(run.code).toBe(3)
    expect(run.err).toContain(`access denied: states:StartExecution on ${machine}`)
    expect(run.err).not.toMatch(/\n\s+at /)
  })

  it('without the right to describe it still starts exactly once', async () => {
    const { project, executions } = driftedModel()
    aws().sfn.denied.add('DescribeExecution').add('DescribeStateMachine')
    const run = await project.run('retrain-if-drifted', '-m', 'm')
    expect(run.code).toBe(0)
    expect(run.err).toContain('states:DescribeStateMachine is denied')
    expect((await project.run('retrain-if-drifted', '-m', 'm')).code).toBe(0)
    expect(executions()).toHaveLength(1)
  })

  it.each([
    ['a page to log in', 'text/html', '<html>log in</html>'],
    ['an empty answer', 'application/x-amz-json-1.0', '{}'],
  ])('%s instead of Step Functions is a network error, never a started training', async (_, type, body) => {
    const portal = createServer((_request, response) => response.writeHead(200, { 'content-type': type }).end(body))
    await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve))
    const address = portal.address()
    const endpoint = process.env.AWS_ENDPOINT_URL_SFN
    process.env.AWS_ENDPOINT_URL_SFN = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    try {
      const { project } = driftedModel()
      const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
      expect(run.code).toBe(3)
      expect(onlyEvaluation(run)).toMatchObject({ retrain: null, error: { kind: 'network' } })
      expect(run.err).toContain('the answer is not one of AWS')
    } finally {
      process.env.AWS_ENDPOINT_URL_SFN = endpoint
      portal.close()
    }
  })

  it('no credentials: says what was looked for, exit 3', async () => {
    const { project } = driftedModel()
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = process.env
    delete process.env.AWS_ACCESS_KEY_ID
    delete process.env.AWS_SECRET_ACCESS_KEY
    try {
      const run = await project.run('retrain-if-drifted', '-m', 'm')
      expect(run.code).toBe(3)
      expect(run.err).toMatch(/no AWS credentials for states:\w+ on .*\nhint: looked in the environment/)
    } finally {
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret })
    }
  })

  it('a model without retrain section is told what is missing', async () => {
    const run = await runCli(['retrain-if-drifted', '-m', 'demand', '-c', `${FIXTURES}/ctrain.yaml`])
    expect(run.code).toBe(2)
    expect(run.err).toMatch(/models\.demand: has no retrain, which this command needs/)
  })

  it('with --all a model without retrain section is watched only', async () => {
    const run = await runCli(['retrain-if-drifted', '--all', '--dry-run', '-f', 'json', '-c', `${FIXTURES}/ctrain.yaml`])
    expect([run.code, run.err]).toEqual([0, ''])
    const statuses = JSON.parse(run.out).evaluations.map((each: { model: string; retrain: { status: string } }) => [
      each.model,
      each.retrain.status,
    ])
    expect(statuses).toEqual([
      ['churn', 'dry_run'],
      ['churn-healthy', 'not_needed'],
      ['demand', 'not_needed'],
      ['fraud', 'not_needed'],
    ])
  })

  it('with --all a drifted model without retrain section says that nothing was started', async () => {
    const { project } = driftedModel()
    const config = readFileSync(`${project.folder}/ctrain.yaml`, 'utf8').replace(/ {4}retrain:.*$/s, '')
    writeFileSync(`${project.folder}/ctrain.yaml`, config)
    const run = await project.run('retrain-if-drifted', '--all', '-f', 'json')
    expect(run.code).toBe(0)
    expect(onlyEvaluation(run)).toMatchObject({ verdict: 'drifted', retrain: { status: 'not_configured' } })
  })

  it('an interruption ends it with 130 and no report', async () => {
    const { project, executions } = driftedModel()
    const io = createTestIo(['retrain-if-drifted', '-m', 'm'], { cwd: project.folder, signal: AbortSignal.abort() })
    const { run } = await import('../../src/cli/main.js')
    expect(await run(io)).toBe(130)
    expect(io.out()).toBe('')
    expect(executions()).toEqual([])
  })
})
