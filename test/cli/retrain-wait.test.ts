import { beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { printedRecords } from '../support/history.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { driftedModel, finishAt, newMachine } from '../support/trainings.js'
import { startWebhook } from '../support/webhook-server.js'

const aws = useAws()
const WAIT = ['retrain-if-drifted', '-m', 'm', '--wait'] as const

beforeEach(() => {
  aws().sfn.onRequest = undefined
  aws().sfn.denied.clear()
})

function project(overrides: Record<string, unknown> = {}) {
  return createProject({ m: driftedModel(newMachine(aws()), overrides) })
}

describe('retrain-if-drifted --wait', () => {
  it('ends with 0 when the training has succeeded, with its end in the report', async () => {
    finishAt(2, aws(), 'SUCCEEDED')
    const run = await project().run(...WAIT, '-f', 'json')
    expect(run.code).toBe(0)
    const { retrain } = onlyEvaluation(run)
    expect(retrain).toMatchObject({ status: 'started', execution: { status: 'SUCCEEDED', error: null, cause: null } })
    expect(run.err).toBe(
      `m: waiting for ${retrain?.executionArn}\nm: RUNNING for 0.0 s\n${run.err.split('\n').filter((line) => line.startsWith('m: SUCCEEDED after '))[0]}\n`,
    )
  })

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'ends with 3 when the training is %s, and shows error and cause',
    async (status) => {
      finishAt(1, aws(), status, {
        error: 'States.TaskFailed',
        cause: '{"FailureReason":"AlgorithmError: \\u001b[31mno memory"}',
      })
      const started = project()
      const run = await started.run(...WAIT)
      expect(run.code).toBe(3)
      expect(run.out).toMatch(new RegExp(`\\ntraining   ${status} after [^\\n]+\\n           error States.TaskFailed\\n`))
      expect(run.out).toContain('\n           cause AlgorithmError: \ufffd[31mno memory\n')
      expect(run.out).not.toContain('\u001b')
      const json = await started.run(...WAIT, '-f', 'json')
      expect(json.code).toBe(3)
      expect(onlyEvaluation(json).retrain).toMatchObject({
        status: 'on_hold',
        execution: { status, error: 'States.TaskFailed', cause: '{"FailureReason":"AlgorithmError: \\u001b[31mno memory"}' },
      })
      expect((await started.run('retrain-if-drifted', '-m', 'm')).code).toBe(0)
    },
  )

  it('joins the training of another run and waits for it; one that was trained is no wait', async () => {
    const started = project()
    await started.run('retrain-if-drifted', '-m', 'm')
    finishAt(3, aws(), 'SUCCEEDED')
    const joined = await started.run(...WAIT, '-f', 'json')
    expect([joined.code, onlyEvaluation(joined).retrain?.status]).toEqual([0, 'joined'])
    const trained = await started.run(...WAIT, '-f', 'json')
    expect(trained.code).toBe(0)
    expect(onlyEvaluation(trained).retrain).toMatchObject({ status: 'already_trained', execution: { status: 'SUCCEEDED' } })
  })

  it('when the time is up, ends with 3, tells the last state, and how to go on', async () => {
    const run = await project().run(...WAIT, '--timeout', '1s', '-f', 'json')
    expect(run.code).toBe(3)
    const { retrain, error } = onlyEvaluation(run)
    expect([retrain?.execution?.status, retrain?.execution?.stopDate, error]).toEqual(['RUNNING', null, null])
    expect(run.err).toContain(`error: m: the time is up, the training goes on: ${retrain?.executionArn}\n`)
    expect(run.err).toContain(`hint: ctrain wait ${retrain?.executionArn} waits for it again; ctrain executions --model m lists`)
    expect(aws().sfn.executions.find(({ arn }) => arn === retrain?.executionArn)?.status).toBe('RUNNING')
  })

  it('several trainings are waited for at once, after all models were run', async () => {
    const [one, two, three] = [newMachine(aws()), newMachine(aws()), newMachine(aws())]
    const healthy = driftedModel(three, { production: { score: 0.5 } })
    const { run } = createProject({ one: driftedModel(one), two: driftedModel(two), healthy })
    const { sfn } = aws()
    const end = (machine: string, status: 'SUCCEEDED' | 'FAILED') => {
      const running = sfn.executions.find((each) => each.stateMachineArn === machine && each.status === 'RUNNING')
      if (running !== undefined) sfn.finish(running.arn, status)
    }
    // None of them ends before both are looked at after the last start.
    const looked = new Set<unknown>()
    sfn.onRequest = (target, { executionArn: arn }) => {
      if (target === 'StartExecution') looked.clear()
      if (target === 'DescribeExecution') looked.add(arn)
      if (looked.size === 2) end(one, 'SUCCEEDED')
      if (looked.size === 2) end(two, 'FAILED')
      return undefined
    }
    const done = await run('retrain-if-drifted', '--all', '--wait', '-f', 'json')
    expect(done.code).toBe(3)
    const ends = JSON.parse(done.out).evaluations.map((each: { retrain: { execution: { status: string } | null } }) => {
      return each.retrain.execution?.status ?? null
    })
    expect(ends).toEqual(['SUCCEEDED', 'FAILED', null])
  })

  it('a healthy model has nothing to wait for', async () => {
    const run = await project({ production: { score: 0.5 } }).run(...WAIT)
    expect([run.code, run.err]).toEqual([0, ''])
  })

  it('--fail-on-drift counts when the training has succeeded, and comes after a failed one', async () => {
    finishAt(1, aws(), 'SUCCEEDED')
    expect((await project().run(...WAIT, '--fail-on-drift')).code).toBe(1)
    finishAt(1, aws(), 'FAILED')
    expect((await project().run(...WAIT, '--fail-on-drift')).code).toBe(3)
  })

  it('without the right to look, says that the training goes on and what is missing, exit 3', async () => {
    aws().sfn.denied.add('DescribeExecution')
    const run = await project().run(...WAIT, '-f', 'json')
    expect(run.code).toBe(3)
    const { retrain, error, verdict } = onlyEvaluation(run)
    expect([verdict, retrain?.status, retrain?.execution?.status, error?.kind]).toEqual([
      'drifted',
      'started',
      'RUNNING',
      'permission',
    ])
    expect(run.err).toContain(`waiting needs states:DescribeExecution on ${retrain?.executionArn}; the training itself goes on`)
    expect(run.err).toContain('hint: allow states:DescribeExecution on this resource')
  })

  it('credentials that expire meanwhile end the waiting, and it says how to go on', async () => {
    let isSeen = false
    aws().sfn.onRequest = (target, { executionArn: arn }) => {
      if (target !== 'DescribeExecution' || !aws().sfn.executions.some((each) => each.arn === arn)) return undefined
      if (isSeen) return { kind: 'status', status: 400, type: 'ExpiredTokenException' }
      isSeen = true
      return undefined
    }
    const run = await project().run(...WAIT, '-f', 'json')
    expect(run.code).toBe(3)
    const { retrain, error } = onlyEvaluation(run)
    expect([retrain?.status, retrain?.execution?.status, error?.kind]).toEqual(['started', 'RUNNING', 'permission'])
    expect(run.err).toMatch(/error: the credentials have expired: .*\nhint: refresh the credentials and run again\n/)
    expect(run.err).toContain(
      `m: the training goes on: ${retrain?.executionArn}\nhint: ctrain wait ${retrain?.executionArn} waits`,
    )
  })

  it('people are told once when a training has failed meanwhile, and not again of what they know', async () => {
    const webhook = await startWebhook()
    const notify = [{ webhook: webhook.url, on: ['started', 'failed'] }]
    finishAt(1, aws(), 'FAILED', { error: 'OutOfMemory' })
    const run = await project({ notify }).run(...WAIT)
    await webhook.close()
    expect([run.code, run.err]).toEqual([3, expect.not.stringContaining('warning')])
    const events = webhook.posts.map(({ body }) => JSON.parse(body).events)
    expect(events).toEqual([['started'], ['failed']])
    expect(webhook.posts.at(-1)?.body).toContain('the training failed: FAILED, OutOfMemory')
  })

  it.each(['retrain-if-drifted', 'retrain'])(
    'what %s could not record is told before the waiting, once, and exit 3',
    async (command) => {
      finishAt(2, aws(), 'SUCCEEDED')
      const blocked = project({ history: 'ctrain.yaml' })
      const run = await blocked.run(command, '-m', 'm', '--wait', '-f', 'json')
      expect(run.code).toBe(3)
      expect(onlyEvaluation(run).retrain?.execution?.status).toBe('SUCCEEDED')
      expect(printedRecords(run.err)).toHaveLength(1)
      const lines = run.err.split('\n')
      const told = lines.filter((line) => /^(error: |hint: |{)/.test(line))
      expect(told).toEqual([...new Set(told)])
      expect(lines.slice(0, told.length)).toEqual(told)
      expect(lines[told.length]).toMatch(/^m: waiting for /)
      expect(told).toContainEqual(expect.stringMatching(/^error: .* but this can't be recorded: /))
    },
  )

  it('ctrain retrain --wait waits for what it has started on purpose', async () => {
    finishAt(1, aws(), 'SUCCEEDED')
    const healthy = project({ production: { score: 0.5 } })
    const run = await healthy.run('retrain', '-m', 'm', '--wait', '-f', 'json')
    expect(run.code).toBe(0)
    expect(onlyEvaluation(run).retrain).toMatchObject({ status: 'started', execution: { status: 'SUCCEEDED' } })
    finishAt(1, aws(), 'FAILED')
    expect((await project().run('retrain', '-m', 'm', '--wait')).code).toBe(3)
    expect((await project().run('retrain', '-m', 'm', '--timeout', '1h')).err).toContain('--timeout belongs to --wait')
  })

  it('--quiet shows nothing of it but the verdict and how the training ended', async () => {
    finishAt(2, aws(), 'SUCCEEDED')
    const run = await project().run('--quiet', ...WAIT)
    expect([run.code, run.err]).toEqual([0, ''])
    expect(run.out).toMatch(/^✗ m DRIFTED: [^\n]+; training SUCCEEDED\n$/)
  })

  it.each([
    [['--timeout', '2h'], '--timeout belongs to --wait'],
    [['--wait', '--timeout', 'soon'], "argument 'soon' is invalid. Write e.g. 30m or 2h, at most 24d."],
    [['--wait', '--timeout', '25d'], "argument '25d' is invalid. Write e.g. 30m or 2h, at most 24d."],
  ])('%j is a usage error', async (flags, message) => {
    const run = await project().run('retrain-if-drifted', '-m', 'm', ...flags)
    expect([run.code, run.out]).toEqual([2, ''])
    expect(run.err).toContain(message)
  })
})
