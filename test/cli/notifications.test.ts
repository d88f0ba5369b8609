import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.js'
import { interrupted } from '../../src/core/errors.js'
import { notifyOf } from '../../src/pipeline/notify-run.js'
import { MACHINE, useAws } from '../support/aws-env.js'
import { churnOf } from '../support/churn.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { scenario, TOPIC, useReceivers } from '../support/receivers.js'
import { createTestIo } from '../support/test-io.js'
import { driftedModel, newMachine } from '../support/trainings.js'

const aws = useAws()
const receivers = useReceivers()

interface Options {
  readonly notify?: readonly unknown[]
  readonly defaults?: Readonly<Record<string, unknown>>
  readonly model?: Readonly<Record<string, unknown>>
}

/** A model that has drifted, on the churn fixtures. */
function project({ notify, defaults = {}, model = {} }: Options) {
  const churn = churnOf({ ...(notify !== undefined && { notify }), ...model })
  return createProject({ churn }, defaults)
}

function hook(overrides: Readonly<Record<string, unknown>> = {}) {
  return { webhook: `${receivers().webhook.url}/hook/fAkEfAkEfAkE`, retries: 0, ...overrides }
}

/** The events of each message that came to the webhook. */
function told(): readonly (readonly string[])[] {
  return receivers().webhook.posts.map(({ body }) => JSON.parse(body).events)
}

describe('a run', () => {
  it('tells every target of what it wants to know, after the verdict', async () => {
    const { run } = project({
      notify: [
        hook(),
        hook({ on: ['suspected'] }),
        { sns: TOPIC, on: ['drifted', 'error'] },
        { eventbridge: 'default', on: 'drifted' },
      ],
    })
    const { code, out, err } = await run('evaluate', '-m', 'churn', '-f', 'json')
    expect([code, err.includes('warning')]).toEqual([0, false])
    expect(told()).toEqual([['drifted']])
    const report: unknown = JSON.parse(out)
    expect(report).toMatchObject({ evaluations: [JSON.parse(receivers().webhook.posts[0]?.body ?? '').evaluation] })
    expect(receivers().sns.messages.map(({ attributes }) => attributes['event']?.value)).toEqual(['drifted'])
    expect(receivers().bus.events.map(({ DetailType }) => DetailType)).toEqual(['ctrain drifted'])
  })

  it('that finds the model healthy tells nobody', async () => {
    const { run } = project({
      notify: [hook({ on: ['drifted', 'suspected', 'inconclusive', 'error', 'started', 'failed'] })],
      model: { production: { score: 0.5 } },
    })
    expect((await run('evaluate', '-m', 'churn')).code).toBe(0)
    expect(told()).toEqual([])
  })

  it('that is inconclusive says so, exit 4', async () => {
    const { run } = project({ notify: [hook()], model: { drift: { max_drop: '5%', min_rows: 1_000_000 } } })
    expect((await run('evaluate', '-m', 'churn')).code).toBe(4)
    expect(told()).toEqual([['inconclusive']])
  })

  it('that fails says so, with the same exit code', async () => {
    const { run } = project({
      notify: [hook()],
      model: { metric: 'roc_auc', dataset: { source: 'absent/*.parquet', columns: { label: 'l', prediction: 'p' } } },
    })
    expect((await run('evaluate', '-m', 'churn')).code).toBe(2)
    expect(told()).toEqual([['error']])
    expect(receivers().webhook.posts[0]?.body).toContain('absent')
  })

  it('that scores, or is a dry run, tells nobody', async () => {
    const { run } = project({ notify: [hook()], model: { retrain: { state_machine: MACHINE } } })
    await run('score', '-m', 'churn')
    expect((await run('retrain-if-drifted', '-m', 'churn', '--dry-run')).code).toBe(0)
    expect(told()).toEqual([])
  })

  it('that starts the training tells it once: who wants to know of starts only is told once for each drift event', async () => {
    const machine = `${MACHINE}-told`
    aws().sfn.addStateMachine(machine)
    const { run } = project({
      notify: [hook({ on: ['drifted', 'started'] }), hook({ on: ['started'] })],
      model: { retrain: { state_machine: machine } },
    })
    await run('retrain-if-drifted', '-m', 'churn')
    expect(told()).toHaveLength(2)
    expect(told()).toContainEqual(['drifted', 'started'])
    expect(told()).toContainEqual(['started'])
    await run('retrain-if-drifted', '-m', 'churn')
    expect(told().slice(2)).toEqual([['drifted']])
  })

  it('that finds the training failed says so', async () => {
    const machine = `${MACHINE}-failed`
    aws().sfn.addStateMachine(machine)
    const { run } = project({ notify: [hook({ on: ['failed'] })], model: { retrain: { state_machine: machine } } })
    const { retrain } = onlyEvaluation(await run('retrain-if-drifted', '-m', 'churn', '-f', 'json'))
    expect(told()).toEqual([])
    aws().sfn.finish(retrain?.executionArn ?? '', 'FAILED', { error: 'OutOfMemory' })
    await run('retrain-if-drifted', '-m', 'churn')
    expect(told()).toEqual([['failed']])
  })

  it('tells the targets of defaults, too, and nobody where the list of the model is empty', async () => {
    const defaults = { notify: [hook()] }
    await project({ defaults }).run('evaluate', '-m', 'churn')
    expect(told()).toEqual([['drifted']])
    await project({ defaults, notify: [hook()] }).run('evaluate', '-m', 'churn')
    expect(told()).toHaveLength(3)
    await project({ defaults, notify: [] }).run('evaluate', '-m', 'churn')
    expect(told()).toHaveLength(3)
  })

  it('of a model that the config does not have tells the targets of defaults', async () => {
    const { code } = await project({ defaults: { notify: [hook()] } }).run('evaluate', '-m', 'chrun')
    expect(code).toBe(2)
    expect(told()).toEqual([['error']])
  })
})

describe('a notification that fails', () => {
  it('is a warning, and leaves verdict, report and exit code as they are', async () => {
    const notify = [
      hook(),
      { sns: `${TOPIC}-gone`, retries: 0 },
      { eventbridge: 'default', retries: 0 },
      { webhook: 'https://nowhere.invalid/fAkEfAkEfAkE', retries: 0 },
    ]
    const silent = project({})
    const expected = await silent.run('evaluate', '-m', 'churn', '-f', 'json', '--fail-on-drift')
    receivers().webhook.onPost = () => ({ kind: 'status', status: 404, text: 'no_service' })
    receivers().bus.onRequest = () => ({ kind: 'entry', code: 'InvalidArgument', message: 'no' })
    const run = await project({ notify }).run('evaluate', '-m', 'churn', '-f', 'json', '--fail-on-drift')
    expect(run.code).toBe(1)
    expect([run.code, run.out]).toEqual([expected.code, expected.out])
    const warnings = run.err.split('\n').filter((line) => line.startsWith('warning: '))
    expect(warnings).toEqual([
      expect.stringMatching(
        /^warning: notification to webhook 127\.0\.0\.1:\d+ \(ctrain\.yaml:\d+:\d+\) failed: .* answered HTTP 404: no_service \(the webhook may/,
      ),
      expect.stringContaining(`notification to sns ${TOPIC}-gone (ctrain.yaml:`),
      expect.stringContaining('notification to eventbridge default (ctrain.yaml:'),
      expect.stringContaining('notification to webhook nowhere.invalid (ctrain.yaml:'),
    ])
    expect(run.err).not.toContain('fAkE')
  })

  it('starts the training all the same', async () => {
    const machine = `${MACHINE}-untold`
    aws().sfn.addStateMachine(machine)
    receivers().webhook.onPost = () => ({ kind: 'reset' })
    const { run } = project({ notify: [hook()], model: { retrain: { state_machine: machine } } })
    const result = await run('retrain-if-drifted', '-m', 'churn', '-f', 'json')
    expect([result.code, onlyEvaluation(result).retrain?.status]).toEqual([0, 'started'])
    expect(result.err).toContain('warning: notification to webhook')
  })

  it('keeps no other from being sent', async () => {
    receivers().webhook.onPost = ({ path: hit }) => (hit.endsWith('/first') ? { kind: 'reset' } : undefined)
    const { run } = project({ notify: [hook({ webhook: `${receivers().webhook.url}/first` }), hook()] })
    await run('evaluate', '-m', 'churn')
    expect(receivers().webhook.posts).toHaveLength(2)
  })
})

it('an interrupted run stops telling: exit 130', async () => {
  const controller = new AbortController()
  receivers().webhook.onPost = () => {
    controller.abort(interrupted())
    return { kind: 'status', status: 500 }
  }
  const { runWith } = project({ notify: [hook({ retries: 10 })] })
  const run = await runWith({ signal: controller.signal }, 'evaluate', '-m', 'churn')
  expect(run.code).toBe(130)
  expect(run.out).toContain('churn')
  expect(run.err).toContain('warning: interrupted: 1 of 1 notifications did not arrive, as far as is known\ninterrupted\n')
  expect(receivers().webhook.posts).toHaveLength(1)
})

describe('of several models', () => {
  /** Two that have drifted, each with a state machine of its own and the same webhook. */
  function pair(overrides: Readonly<Record<string, unknown>> = {}) {
    const machines = [newMachine(aws()), newMachine(aws())]
    // What another test has sent and interrupted may arrive late.
    const place = `/${machines[0]}`
    const notify = [hook({ webhook: `${receivers().webhook.url}${place}`, retries: 10, ...overrides })]
    const [one, two] = machines.map((machine) => driftedModel(machine, { notify }))
    const started = () => aws().sfn.executions.filter(({ stateMachineArn }) => machines.includes(stateMachineArn))
    return { ...createProject({ one, two }), place, machines, started }
  }

  it.each([
    ['retrain-if-drifted', '--all'],
    ['retrain', '-m', 'one', '-m', 'two'],
  ])('people are told when all trainings are started, so that a dead target holds up none: %s', async (...argv) => {
    const { run, place, started } = pair({ on: ['started'] })
    const counts: number[] = []
    receivers().webhook.onPost = (post) => {
      if (post.path === place) counts.push(started().length)
      return undefined
    }
    expect((await run(...argv)).code).toBe(0)
    expect(counts).toEqual([2, 2])
  })

  it.each([
    ['retrain-if-drifted', '--all'],
    ['retrain', '-m', 'one', '-m', 'two'],
    ['retrain-if-drifted', '--all', '--wait'],
  ])('an interruption while people are told takes nothing from the report: %s', async (...argv) => {
    const controller = new AbortController()
    const { runWith, place, started } = pair({ on: ['started'] })
    receivers().webhook.onPost = (post) => {
      if (post.path === place) controller.abort(interrupted())
      return { kind: 'status', status: 500 }
    }
    const { code, out, err } = await runWith({ signal: controller.signal }, ...argv, '-f', 'json')
    expect(code).toBe(130)
    const evaluations: unknown = JSON.parse(out).evaluations
    expect(evaluations).toMatchObject([
      { model: 'one', retrain: { status: 'started' } },
      { model: 'two', retrain: { status: 'started' } },
    ])
    for (const { arn } of started()) expect(err).toContain(`the training goes on: ${arn}\n`)
    expect(err).not.toContain('waiting for')
  })

  it('an interruption before the second is decided leaves the report of the first', async () => {
    const controller = new AbortController()
    const { runWith, machines, started } = pair()
    aws().sfn.onRequest = (target, body) => {
      if (target === 'StartExecution' && body['stateMachineArn'] === machines[1]) controller.abort(interrupted())
      return undefined
    }
    const { code, out, err } = await runWith({ signal: controller.signal }, 'retrain-if-drifted', '--all', '-f', 'json')
    aws().sfn.onRequest = undefined
    expect(code).toBe(130)
    expect(JSON.parse(out)).toMatchObject({ evaluations: [{ model: 'one', retrain: { status: 'started' } }] })
    expect(err).toContain(`one: the training goes on: ${started()[0]?.arn}\n`)
    expect(err).toContain('warning: interrupted: 1 of 1 notifications did not arrive')
  })

  it('an interruption while a run is recorded leaves its report, and the record on stderr', async () => {
    const controller = new AbortController()
    const machine = newMachine(aws())
    aws().s3.addBucket('meta')
    const { runWith } = createProject({ m: driftedModel(machine) }, { history: 's3://meta/interrupted' })
    aws().s3.onRequest = ({ method, key }) => {
      if (method === 'PUT' && key.includes('/runs/')) controller.abort(interrupted())
      return undefined
    }
    const run = await runWith({ signal: controller.signal }, 'retrain-if-drifted', '-m', 'm', '-f', 'json')
    aws().s3.onRequest = undefined
    expect([run.code, onlyEvaluation(run).retrain?.status]).toEqual([130, 'started'])
    const line = run.err.split('\n').findLast((each) => each.startsWith('{'))
    expect(JSON.parse(line ?? '')).toMatchObject({ model: 'm', retrain: { status: 'started' } })
    expect(run.err).toContain('m: the training goes on: ')
  })
})

it('credentials that the cause of a failed training holds are neither in the report nor in the message', async () => {
  const machine = newMachine(aws())
  const secret = 'fAkE/secret+of+this+run'
  const { runWith } = createProject({ m: driftedModel(machine, { notify: [hook({ on: ['failed'] })] }) })
  const env = { ...process.env, AWS_SECRET_ACCESS_KEY: secret }
  await runWith({ env }, 'retrain-if-drifted', '-m', 'm')
  const cause = JSON.stringify({ errorMessage: `can't read with AKIAIOSFODNN7EXAMPLE and ${secret}`, errorType: 'Denied' })
  aws().sfn.finish(aws().sfn.executions.at(-1)?.arn ?? '', 'FAILED', { error: `E ${secret}`, cause })
  for (const format of ['json', 'table']) {
    const { out, err } = await runWith({ env }, 'retrain-if-drifted', '-m', 'm', '-f', format)
    expect(out + err).not.toMatch(/fAkE|IOSFODNN7/)
    expect(out).toContain("can't read with AKIA…MPLE and …")
  }
  const [post] = receivers().webhook.posts
  expect(post?.body).not.toMatch(/fAkE|IOSFODNN7/)
  expect(JSON.parse(post?.body ?? '').title).toBe("m: the training failed: FAILED, E …, Denied: can't read with AKIA…MPLE and …")
})

it('no address and no secret of a target is in the report or in any file of the run', async () => {
  const { folder, run } = project({
    notify: [hook({ secret: 'whsec-fAkEfAkEfAkE', headers: { Authorization: 'Bearer fAkEfAkEfAkE' } })],
  })
  const config = path.join(folder, 'ctrain.yaml')
  const text = readFileSync(config, 'utf8')
  const { out, err } = await run('-v', 'evaluate', '-m', 'churn', '-f', 'json')
  expect(receivers().webhook.posts).toHaveLength(1)
  expect(out + err + receivers().webhook.posts[0]?.body).not.toContain('fAkE')
  writeFileSync(config, '')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const file of files) expect(readFileSync(path.join(file.parentPath, file.name), 'utf8')).not.toContain('fAkE')
  writeFileSync(config, text)
})

it('what waiting for the training brings can be told by itself', async () => {
  const { folder } = project({ notify: [hook()] })
  const io = createTestIo([], { cwd: folder })
  const config = await loadConfig(null, io)
  await notifyOf(['failed'], scenario('retrain-started'), { name: 'churn', config }, io)
  expect(told()).toEqual([['failed']])
})
