import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { MACHINE, useAws } from '../support/aws-env.js'
import { churnModel, localRecords, parseRecord, printedRecords } from '../support/history.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { CONDITIONAL_CONFLICT, type Fault, firstTimes, type S3Request, SLOW_DOWN } from '../support/s3-server.js'

const aws = useAws()
let counter = 0

beforeEach(() => {
  aws().s3.onRequest = undefined
  aws().s3.denied.clear()
  aws().s3.addBucket('meta')
})

/** A model with a state machine of its own, whose history is where it is told. */
function projectIn(history: string, overrides: Readonly<Record<string, unknown>> = {}) {
  const machine = `${MACHINE}-records-${counter++}`
  aws().sfn.addStateMachine(machine)
  const project = createProject({ m: churnModel({ retrain: { state_machine: machine }, ...overrides }) }, { history })
  return { project, executions: () => aws().sfn.executions.filter(({ arn }) => arn.includes(machine.split(':').at(-1) ?? '')) }
}

const isPut = ({ operation }: S3Request) => operation === 'PutObject'

describe('a run with a history', () => {
  it('leaves one record: the evaluation of the report, and who, where, version, command and config', async () => {
    const { project } = projectIn('history')
    const run = await project.runWith(
      { user: 'ada', host: 'worker-7 pid:[4026531836]' },
      'retrain-if-drifted',
      '-m',
      'm',
      '-f',
      'json',
    )
    expect(run).toMatchObject({ code: 0, err: '' })
    const [only, ...others] = localRecords(path.join(project.folder, 'history'))
    expect(others).toEqual([])
    expect(only?.name).toMatch(/^20261115T060000\.000Z-[0-9a-f]{8}\.json$/)
    expect(only?.record).toEqual({
      schemaVersion: 1,
      id: only?.name.replace('.json', ''),
      recordedAt: '2026-11-15T06:00:00.000Z',
      command: 'retrain-if-drifted',
      who: 'ada',
      where: 'worker-7',
      version: '0.0.0-test',
      configHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      ...onlyEvaluation(run),
    })
    expect(only?.record).toMatchObject({ verdict: 'drifted', retrain: { status: 'started' } })
  })

  it('is recorded in S3 as an object that is created and never overwritten', async () => {
    const { project } = projectIn('s3://meta/ctrain')
    expect((await project.run('evaluate', '-m', 'm')).code).toBe(0)
    const [key = '', ...others] = aws().s3.keys('meta')
    expect(others).toEqual([])
    expect(key).toMatch(/^ctrain\/runs\/m\/20261115T060000\.000Z-[0-9a-f]{8}\.json$/)
    expect(parseRecord(String(aws().s3.get('meta', key)?.body))).toMatchObject({ command: 'evaluate', verdict: 'drifted' })
    expect(aws().s3.requests.filter(isPut).at(-1)?.headers['if-none-match']).toBe('*')
  })

  it('is recorded when it fails, with the error', async () => {
    const { project } = projectIn('history', { production: { score: 'absent.json#/score' } })
    expect((await project.run('evaluate', '-m', 'm')).code).toBe(2)
    expect(localRecords(path.join(project.folder, 'history')).map(({ record }) => record)).toMatchObject([
      { verdict: null, error: { kind: 'data', message: expect.stringContaining('absent.json') } },
    ])
  })

  it('twenty runs at once in one process leave twenty records, even when they are alike', async () => {
    const { project } = projectIn('history', { history: 's3://meta/twenty/' })
    const runs = await Promise.all(Array.from({ length: 20 }, () => project.run('evaluate', '-m', 'm')))
    expect(new Set(runs.map(({ code }) => code))).toEqual(new Set([0]))
    expect(aws().s3.keys('meta')).toHaveLength(20)
  })

  it.each(['score', 'evaluate --no-history', 'retrain-if-drifted --no-history', 'retrain-if-drifted --dry-run'])(
    'ctrain %s records nothing',
    async (command) => {
      const { project } = projectIn('history')
      expect((await project.run(...command.split(' '), '-m', 'm')).code).toBe(0)
      expect(existsSync(path.join(project.folder, 'history/runs'))).toBe(false)
    },
  )

  it('is not recorded when it is interrupted', async () => {
    const { project } = projectIn('history', { production: { score: 's3://meta/production.json#/score' } })
    const interruption = new AbortController()
    aws().s3.onRequest = () => ({ kind: 'then', run: () => interruption.abort() })
    expect((await project.runWith({ signal: interruption.signal }, 'evaluate', '-m', 'm')).code).toBe(130)
    expect(existsSync(path.join(project.folder, 'history'))).toBe(false)
  })

  it('a model with history: false is not recorded', async () => {
    const { project } = projectIn('history', { history: false })
    expect((await project.run('evaluate', '-m', 'm')).code).toBe(0)
    expect(existsSync(path.join(project.folder, 'history'))).toBe(false)
  })

  it('a name that is no model of the config makes no folder', async () => {
    const { project } = projectIn('history')
    expect((await project.run('evaluate', '-m', '../x')).code).toBe(2)
    expect(existsSync(path.join(project.folder, 'history'))).toBe(false)
  })

  it.each<[string, Fault]>([
    ['the answer to the write is lost', { kind: 'lostResponse' }],
    ['the connection breaks before the write', { kind: 'reset' }],
    ['S3 is busy', SLOW_DOWN],
    ['another write is under way', CONDITIONAL_CONFLICT],
  ])('is recorded once when %s', async (_, fault) => {
    const { project } = projectIn('s3://meta/')
    aws().s3.onRequest = firstTimes(1, fault, isPut)
    expect(await project.run('evaluate', '-m', 'm')).toMatchObject({ code: 0, err: '' })
    expect(aws().s3.keys('meta')).toHaveLength(1)
  })
})

describe('a history that can’t be written', () => {
  interface Failure {
    readonly history: string
    readonly denied?: string
    readonly fault?: Fault
    readonly message: RegExp
  }
  const FAILURES: Readonly<Record<string, Failure>> = {
    'a file in place of the folder': {
      history: 'ctrain.yaml',
      message: /ctrain\.yaml.* can't be written: a part of its path is a file/,
    },
    'access denied': {
      history: 's3://meta/',
      denied: 's3:PutObject',
      message: /access denied: s3:PutObject on s3:\/\/meta\/runs\/m\//,
    },
    'no such bucket': { history: 's3://absent/', message: /there is no such bucket/ },
    'S3 that stays busy': { history: 's3://meta/', fault: SLOW_DOWN, message: /SlowDown/ },
    'answers that never arrive': { history: 's3://meta/', fault: { kind: 'lostResponse' }, message: /s3:PutObject .* failed/ },
    'a page of a proxy': { history: 's3://meta/', fault: { kind: 'html' }, message: /the answer is not one of AWS/ },
    'a store that says that every name is taken': {
      history: 's3://meta/',
      fault: { kind: 'status', status: 412, code: 'PreconditionFailed' },
      message: /is another record/,
    },
  }

  it.each(Object.entries(FAILURES))('%s: the training starts, exit 3, and the record is on stderr', async (_, failure) => {
    const { history, denied, fault, message } = failure
    const { project, executions } = projectIn(history)
    if (denied !== undefined) aws().s3.denied.add(denied)
    aws().s3.onRequest = (request) => (isPut(request) ? fault : undefined)
    const run = await project.run('--quiet', 'retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(3)
    expect(executions()).toHaveLength(1)
    const found = onlyEvaluation(run)
    expect(found).toMatchObject({ verdict: 'drifted', retrain: { executionName: expect.stringMatching(/^ctrain-m-/) } })
    expect(run.err).toMatch(message)
    expect(run.err).toMatch(/error: the (training was started|run was carried out), but this can't be recorded: /)
    const [record, ...others] = printedRecords(run.err)
    expect(others).toEqual([])
    expect(record).toMatchObject({ command: 'retrain-if-drifted', verdict: 'drifted', retrain: found.retrain })
  })

  it.each(Object.entries(FAILURES))('%s: the record on stderr is the one that would have been written', async (_, failure) => {
    const { history, denied, fault, message } = failure
    const { project } = projectIn(history)
    if (denied !== undefined) aws().s3.denied.add(denied)
    aws().s3.onRequest = (request) => (isPut(request) ? fault : undefined)
    const run = await project.run('--quiet', 'evaluate', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(3)
    const { error, ...found } = onlyEvaluation(run)
    expect(found.verdict).toBe('drifted')
    expect(error?.message).toMatch(message)
    expect(error?.message).toMatch(/^the run was carried out, but this can't be recorded: /)
    const records = printedRecords(run.err)
    expect(records).toEqual([
      {
        schemaVersion: 1,
        id: records[0]?.id,
        recordedAt: '2026-11-15T06:00:00.000Z',
        command: 'evaluate',
        who: 'tester',
        where: 'test',
        version: '0.0.0-test',
        configHash: records[0]?.configHash,
        ...found,
        error: null,
      },
    ])
    expect(run.err).toContain(`${records[0]?.id}.json`)
  })

  it('is told beside the error of the run, which stays first', async () => {
    const { project } = projectIn('ctrain.yaml', { production: { score: 'absent.json#/score' } })
    const run = await project.run('evaluate', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(3)
    expect(onlyEvaluation(run).error).toMatchObject({ kind: 'data', message: expect.stringContaining('absent.json') })
    expect(run.err).toMatch(/^error: there is no document .*absent\.json/)
    expect(run.err).toMatch(/\nerror: the run failed, but this can't be recorded: /)
    expect(printedRecords(run.err)).toMatchObject([{ error: { kind: 'data' } }])
  })

  it('fails none of the other models, and each record is printed', async () => {
    const project = createProject(
      { a: churnModel(), b: churnModel({ history: 'history' }), c: churnModel() },
      { history: 'ctrain.yaml' },
    )
    const run = await project.run('evaluate', '--all')
    expect(run.code).toBe(3)
    expect(printedRecords(run.err).map(({ model }) => model)).toEqual(['a', 'c'])
    expect(localRecords(path.join(project.folder, 'history'), 'b')).toHaveLength(1)
  })

  it('shows no credentials, and the record stays whole', async () => {
    const { project } = projectIn('ctrain.yaml', { production: { score: 'production.json#/score' } })
    writeFileSync(path.join(project.folder, 'production.json'), '{"score": "Authorization: AKIAQ3EGFAKEFAKE7XYZ"}')
    const { err } = await project.run('evaluate', '-m', 'm')
    expect(err).not.toContain('AKIAQ3EGFAKEFAKE7XYZ')
    expect(printedRecords(err)).toHaveLength(1)
  })
})

it('the hash of the config changes with what the verdict depends on, and with nothing else', async () => {
  const hashOf = async (overrides: Record<string, unknown>, defaults: Record<string, unknown> = {}) => {
    const project = createProject({ m: churnModel(overrides), other: churnModel() }, { history: 'history', ...defaults })
    await project.run('evaluate', '-m', 'm')
    return localRecords(path.join(project.folder, 'history'))[0]?.record.configHash
  }
  const hash = await hashOf({})
  expect(await hashOf({ normalize_weights: false })).toBe(hash)
  expect(await hashOf({}, { threads: 1, memory_limit: '1GB' })).toBe(hash)
  expect(await hashOf({ drift: { max_drop: '6%' } })).not.toBe(hash)
  expect(await hashOf({ metric: 'average_precision' })).not.toBe(hash)
  expect(await hashOf({ metric: { name: 'x', direction: 'higher', aggregates: { n: 'count(*)' }, value: 'n' } })).not.toBe(
    await hashOf({ metric: { name: 'x', direction: 'higher', aggregates: { n: 'count(*)' }, value: 'n + 1' } }),
  )
})
