import { mkdirSync, readdirSync, readFileSync } from 'node:fs'

import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { interrupted } from '../../src/core/errors.js'
import { useAws } from '../support/aws-env.js'
import { createProject, type Project } from '../support/project.js'
import { TOPIC, useReceivers } from '../support/receivers.js'
import { type BucketOptions, KMS_KEY, loadDirectory } from '../support/s3-server.js'
import { CALLER, roleKey } from '../support/sts-server.js'
import type { Run } from '../support/test-io.js'

const aws = useAws()
const receivers = useReceivers()
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const ROLE = 'arn:aws:iam::999999999999:role/ctrain-starter'
const OWN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:doctor'
const SOURCE = 's3://lake/churn/dt={date}/*.parquet'
const RUNS = 's3://meta/ctrain/runs/churn/'
const EVENTS = 's3://meta/ctrain/events/churn/'

function modelOn(overrides: Record<string, unknown> = {}, dataset: Record<string, unknown> = {}) {
  return {
    dataset: { source: SOURCE, latest: 7, columns: { label: 'churned', prediction: 'churn_score' }, ...dataset },
    metric: 'roc_auc',
    slices: [{ name: 'all', weight: 1 }],
    production: { score: 's3://models/churn.json#/metrics/weighted_auc' },
    drift: { max_drop: '5%' },
    retrain: { state_machine: OWN },
    ...overrides,
  }
}

const DEFAULTS = { history: 's3://meta/ctrain/' }

function projectOf(model: Record<string, unknown> = modelOn(), defaults: Record<string, unknown> = DEFAULTS): Project {
  return createProject({ churn: model }, defaults)
}

const Json = z.strictObject({
  schemaVersion: z.literal(1),
  checks: z.array(
    z.strictObject({
      model: z.string().nullable(),
      check: z.string(),
      target: z.string(),
      status: z.enum(['ok', 'warn', 'fail']),
      message: z.string(),
      hint: z.string().nullable(),
      action: z.string().nullable(),
    }),
  ),
})

function checksOf({ out }: Run) {
  return Json.parse(JSON.parse(out)).checks
}

/** Runs doctor; gives the checks that are not ok, and how many are. */
async function examine(project: Project, ...argv: string[]) {
  const run = await project.run('doctor', '--format', 'json', ...argv)
  const checks = checksOf(run)
  return {
    ...run,
    checks,
    found: checks.filter(({ status }) => status !== 'ok'),
    ok: checks.filter(({ status }) => status === 'ok').length,
  }
}

beforeEach(async () => {
  const { s3, sfn, sts } = aws()
  s3.onRequest = undefined
  s3.denied.clear()
  sfn.onRequest = undefined
  sfn.denied.clear()
  sts.onRequest = undefined
  sts.denied.clear()
  for (const name of ['models', 'meta']) s3.addBucket(name)
  await lake({})
  s3.put('models', 'churn.json', readFileSync(`${FIXTURES}/production/churn.json`))
  sfn.addStateMachine(OWN)
})

async function lake(options: BucketOptions): Promise<void> {
  aws().s3.addBucket('lake', options)
  await loadDirectory(aws().s3, 'lake', 'churn', `${FIXTURES}/data/churn`)
}

describe('ctrain doctor, where all is well', () => {
  it('has one line for each thing that the model needs, exit 0', async () => {
    const run = await projectOf().run('doctor')
    expect(run.code).toBe(0)
    expect(run.err).toBe('')
    await expect(run.out).toMatchFileSnapshot('../golden/doctor/all-well.txt')
  })

  it('says the same as JSON', async () => {
    const { checks, code } = await examine(projectOf())
    expect(code).toBe(0)
    expect(checks.map(({ model, check, target, status }) => [model, check, target, status])).toEqual([
      [null, 'config', 'ctrain.yaml', 'ok'],
      [null, 'credentials', 'AWS', 'ok'],
      ['churn', 'dataset', SOURCE, 'ok'],
      ['churn', 'production', 's3://models/churn.json', 'ok'],
      ['churn', 'history', RUNS, 'ok'],
      ['churn', 'history', EVENTS, 'ok'],
      ['churn', 'state machine', OWN, 'ok'],
      ['churn', 'executions', OWN, 'ok'],
    ])
    expect(checks.every(({ hint, action }) => hint === null && action === null)).toBe(true)
  })

  it('tells who calls, from where, and never the keys', async () => {
    const { checks } = await examine(projectOf())
    expect(checks[1]?.message).toBe(`${CALLER}, account 123456789012, region eu-west-1, from the environment`)
  })

  it('writes nothing but a probe of each folder, which it removes, and starts nothing', async () => {
    const { s3, sfn } = aws()
    const [before, started] = [s3.requests.length, sfn.executions.length]
    await examine(projectOf())
    const writes = s3.requests.slice(before).filter(({ method }) => method === 'PUT' || method === 'DELETE')
    for (const folder of ['ctrain/runs/churn', 'ctrain/events/churn']) {
      const own = writes.filter(({ key }) => key.startsWith(`${folder}/.doctor-`))
      expect(own.map(({ method, bucket }) => `${method} ${bucket}`)).toEqual(['PUT meta', 'PUT meta', 'DELETE meta'])
      expect(new Set(own.map(({ key }) => key)).size).toBe(1)
    }
    expect(writes).toHaveLength(6)
    expect(s3.keys('meta')).toEqual([])
    expect(sfn.executions).toHaveLength(started)
  })

  it('reads little: one range of one object, not the dataset', async () => {
    const { s3 } = aws()
    const before = s3.requests.length
    await examine(projectOf())
    const reads = s3.requests.slice(before).filter(({ bucket, operation }) => bucket === 'lake' && operation === 'GetObject')
    expect(reads.map(({ headers }) => headers['range'])).toEqual(['bytes=0-1023'])
  })

  it('asks AWS nothing where all is local, and leaves no file', async () => {
    const local = { source: `${FIXTURES}/data/churn/dt={date}/*.parquet` }
    const project = projectOf(modelOn({ production: { score: 0.86 }, retrain: undefined }, local), { history: 'history' })
    const [s3, sts] = [aws().s3.requests.length, aws().sts.requests.length]
    const { code, checks, found } = await examine(project)
    expect({ code, found }).toEqual({ code: 0, found: [] })
    expect(checks[1]).toMatchObject({ check: 'credentials', message: 'not needed, as all is local or public' })
    expect([aws().s3.requests.length, aws().sts.requests.length]).toEqual([s3, sts])
    const files = readdirSync(project.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.map(({ name }) => name)).toEqual(['ctrain.yaml'])
  })

  it('checks the models that are named, or all', async () => {
    const project = createProject({ a: modelOn(), b: modelOn(), c: modelOn() }, DEFAULTS)
    const models = async (...argv: string[]) => [...new Set((await examine(project, ...argv)).checks.map(({ model }) => model))]
    expect(await models()).toEqual([null, 'a', 'b', 'c'])
    expect(await models('-m', 'b', '-m', 'c', '-m', 'b')).toEqual([null, 'b', 'c'])
  })

  it('assumes the role for the state machine', async () => {
    const before = aws().sfn.requests.length
    const { checks, code } = await examine(projectOf(modelOn({ retrain: { state_machine: OWN, role_arn: ROLE } })))
    expect(code).toBe(0)
    expect(checks.find(({ check }) => check === 'state machine')?.message).toContain(`as ${ROLE}`)
    expect(
      aws()
        .sfn.requests.slice(before)
        .every(({ headers }) => headers['authorization']?.includes(roleKey(ROLE))),
    ).toBe(true)
  })

  it('looks at predictions that are kept apart', async () => {
    const predictions = { source: 's3://lake/churn/', on: ['customer_id'] }
    const { checks, code } = await examine(projectOf(modelOn({}, { predictions })))
    expect(code).toBe(0)
    expect(checks.map(({ check, target }) => `${check} ${target}`)).toContain('predictions s3://lake/churn/')
  })
})

describe('ctrain doctor, where one thing is broken, tells this one and looks at all others', () => {
  const permission = (what: string) => expect.stringMatching(`^access denied: ${what}`)

  it.each<[string, () => void | Promise<void>, number, Record<string, unknown> | Record<string, unknown>[]]>([
    [
      'the listing of the data',
      () => void aws().s3.denied.add('s3://lake/churn/dt='),
      3,
      {
        check: 'dataset',
        target: SOURCE,
        message: permission('s3:ListBucket on s3://lake/churn/dt='),
        action: 's3:ListBucket on arn:aws:s3:::lake',
      },
    ],
    [
      'the key that the data is encrypted with',
      () => lake({ kms: 'denied' }),
      3,
      { check: 'dataset', message: permission('s3:GetObject on s3://lake/churn/dt='), action: `kms:Decrypt on ${KMS_KEY}` },
    ],
    [
      'who pays for the data',
      () => lake({ requesterPays: true }),
      3,
      { check: 'dataset', hint: expect.stringContaining('requester_pays: true') },
    ],
    [
      'the data, which is not there',
      () => aws().s3.addBucket('lake'),
      2,
      {
        check: 'dataset',
        message: 'no objects match; 0 begin like the part before the first wildcard',
        hint: 'check dataset.source: the bucket or folder, the placeholders and the globs',
      },
    ],
    [
      'the production score, which may not be read',
      () => void aws().s3.denied.add('s3://models/churn.json'),
      3,
      {
        check: 'production',
        message: permission('s3:GetObject on s3://models/churn.json'),
        action: 's3:GetObject on arn:aws:s3:::models/churn.json',
      },
    ],
    [
      'the production score, which is no number',
      () => void aws().s3.put('models', 'churn.json', '{"metrics": {"weighted_auc": "high"}}'),
      2,
      { check: 'production', message: expect.stringContaining('not a number'), action: null },
    ],
    [
      'the production score, which is absent',
      () => aws().s3.delete('models', 'churn.json'),
      2,
      { check: 'production', message: 'there is no document s3://models/churn.json' },
    ],
    [
      'the history, which may not be written',
      () => void aws().s3.denied.add('s3:PutObject'),
      3,
      ['runs', 'events'].map((kind) => ({
        check: 'history',
        target: `s3://meta/ctrain/${kind}/churn/`,
        message: permission(`s3:PutObject on s3://meta/ctrain/${kind}/churn/`),
        action: expect.stringMatching(`^s3:PutObject on arn:aws:s3:::meta/ctrain/${kind}/churn/\\.doctor-`),
      })),
    ],
    [
      'the folder of drift events, which may not be written',
      () => void aws().s3.denied.add(EVENTS),
      3,
      {
        check: 'history',
        target: EVENTS,
        action: expect.stringMatching(/^s3:PutObject on arn:aws:s3:::meta\/ctrain\/events\/churn\/\.doctor-/),
      },
    ],
    [
      'the bucket of the history',
      () => {
        aws().s3.onRequest = ({ bucket }) =>
          bucket === 'meta'
            ? { kind: 'status', status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' }
            : undefined
      },
      2,
      [RUNS, EVENTS].map((target) => ({
        check: 'history',
        target,
        message: expect.stringContaining('there is no such bucket'),
      })),
    ],
    [
      'a store that ignores If-None-Match',
      () => aws().s3.addBucket('meta', { ignoresConditions: true }),
      2,
      [RUNS, EVENTS].map((target) => ({
        check: 'history',
        target,
        message: 'of two writers of one name, the second overwrites the first: the server of the endpoint ignores If-None-Match',
        hint: expect.stringContaining('conditional writes'),
      })),
    ],
    [
      'an EXPRESS state machine',
      () => aws().sfn.addStateMachine(OWN, 'EXPRESS'),
      2,
      { check: 'state machine', target: OWN, message: 'is an EXPRESS workflow, which starts again on every call' },
    ],
    [
      'STS, which cannot be reached',
      () => {
        aws().sts.onRequest = () => ({ kind: 'html' })
      },
      0,
      { check: 'credentials', status: 'warn', message: expect.stringContaining("STS can't be asked whose they are") },
    ],
    [
      'the access key',
      () => {
        aws().sts.onRequest = () => ({ kind: 'status', status: 403, code: 'InvalidClientTokenId' })
      },
      3,
      { check: 'credentials', status: 'fail', message: expect.stringContaining('AWS does not accept the credentials') },
    ],
  ])('%s', async (_, harm, code, expected) => {
    await harm()
    const run = await examine(projectOf())
    expect(run.found).toEqual([expected].flat().map((each) => expect.objectContaining(each)))
    expect(run.code).toBe(code)
    expect(run.ok).toBeGreaterThanOrEqual(5)
    expect(aws().s3.keys('meta')).toEqual([])
  })

  it('a role that may not be assumed, with both policies to change', async () => {
    aws().sts.denied.add(ROLE)
    const { found, code } = await examine(projectOf(modelOn({ retrain: { state_machine: OWN, role_arn: ROLE } })))
    expect(code).toBe(3)
    expect(found).toEqual([
      expect.objectContaining({
        check: 'role',
        target: ROLE,
        hint: `allow sts:AssumeRole on ${ROLE} in the policy of the caller, and the caller in the trust policy of the role`,
        action: `sts:AssumeRole on ${ROLE}`,
      }),
    ])
  })

  it('a state machine that is not there, once', async () => {
    const { found, code } = await examine(projectOf(modelOn({ retrain: { state_machine: `${OWN}-gone` } })))
    expect(code).toBe(2)
    expect(found).toEqual([
      expect.objectContaining({ check: 'state machine', message: expect.stringContaining('there is no such state machine') }),
    ])
  })

  it('executions that may not be seen are a warning, as runs do without', async () => {
    for (const denied of ['ListExecutions', 'DescribeExecution']) aws().sfn.denied.add(denied)
    const { found, code } = await examine(projectOf())
    expect(code).toBe(0)
    expect(found.map(({ check, status, action }) => [check, status, action])).toEqual([
      ['executions', 'warn', `states:ListExecutions on ${OWN}`],
      ['executions', 'warn', `states:DescribeExecution on ${OWN.replace('stateMachine', 'execution')}:ctrain-doctor`],
    ])
  })

  it('a state machine that may not be described is a warning, as runs do without', async () => {
    aws().sfn.denied.add('DescribeStateMachine')
    const { found, code } = await examine(projectOf())
    expect(code).toBe(0)
    expect(found).toEqual([
      expect.objectContaining({
        check: 'state machine',
        status: 'warn',
        message: expect.stringMatching(/^its type is not checked: access denied: states:DescribeStateMachine/),
        action: `states:DescribeStateMachine on ${OWN}`,
      }),
    ])
  })

  it('a version of a state machine that is not there', async () => {
    aws().sfn.onRequest = (target, body) =>
      target === 'DescribeStateMachine' && body['stateMachineArn'] === `${OWN}:7`
        ? { kind: 'status', status: 400, type: 'StateMachineDoesNotExist' }
        : undefined
    const { found, code } = await examine(projectOf(modelOn({ retrain: { state_machine: `${OWN}:7` } })))
    expect(code).toBe(2)
    expect(found).toEqual([
      expect.objectContaining({ target: `${OWN}:7`, message: expect.stringContaining('there is no such state machine') }),
    ])
  })

  it('of an alias says that only its state machine was looked at', async () => {
    const { checks, code } = await examine(projectOf(modelOn({ retrain: { state_machine: `${OWN}:live` } })))
    expect(code).toBe(0)
    expect(checks.find(({ check }) => check === 'state machine')?.message).toBe(
      'STANDARD, ACTIVE; whether the alias live is there is not checked',
    )
  })

  it('a probe that may not be removed is a warning that names it', async () => {
    aws().s3.denied.add('s3:DeleteObject')
    const { found, code } = await examine(projectOf(modelOn({ retrain: undefined })))
    const [left = ''] = aws().s3.keys('meta')
    expect(code).toBe(0)
    expect(left).toMatch(/^ctrain\/runs\/churn\/\.doctor-/)
    expect(found).toEqual([
      expect.objectContaining({
        check: 'history',
        status: 'warn',
        action: `s3:DeleteObject on arn:aws:s3:::meta/${left}`,
        message: expect.stringContaining(`s3://meta/${left}`),
      }),
    ])
  })

  it('a history that may not be listed is a warning, as only people read it', async () => {
    aws().s3.onRequest = ({ operation, bucket }) =>
      operation === 'ListObjectsV2' && bucket === 'meta'
        ? { kind: 'status', status: 403, code: 'AccessDenied', message: 'no' }
        : undefined
    const { found, code } = await examine(projectOf())
    expect(code).toBe(0)
    expect(found).toEqual(
      [RUNS, EVENTS].map((target) =>
        expect.objectContaining({ check: 'history', target, status: 'warn', action: 's3:ListBucket on arn:aws:s3:::meta' }),
      ),
    )
  })

  it('objects that are not those of the source, of which there are more than it looks at', async () => {
    const { s3 } = aws()
    s3.addBucket('lake')
    for (let count = 0; count < 10_500; count++) s3.put('lake', `churn/dt=${String(count).padStart(5, '0')}`, 'x')
    const { found, code } = await examine(projectOf())
    expect(code).toBe(0)
    expect(found).toEqual([
      expect.objectContaining({
        check: 'dataset',
        status: 'warn',
        message: expect.stringContaining('none of the first 10000 objects'),
      }),
    ])
  })

  it('several things at once: each is told, and the world’s fault decides the exit code', async () => {
    const { s3, sfn } = aws()
    s3.delete('models', 'churn.json')
    s3.denied.add('s3:PutObject')
    sfn.addStateMachine(OWN, 'EXPRESS')
    const { found, code } = await examine(projectOf())
    expect(found.map(({ check }) => check)).toEqual(['production', 'history', 'history', 'state machine'])
    expect(code).toBe(3)
  })

  it('a server that never answers ends its own check, and no other', async () => {
    aws().s3.onRequest = ({ bucket }) => (bucket === 'models' ? { kind: 'delay', ms: 60_000 } : undefined)
    const { found, code, ok } = await examine(projectOf(), '--timeout', '1s')
    expect(code).toBe(3)
    expect(found).toEqual([expect.objectContaining({ check: 'production', message: 'no answer within 1 s' })])
    expect(ok).toBe(7)
  })

  it('a write whose answer is lost leaves no probe', async () => {
    aws().s3.onRequest = ({ method }) => (method === 'PUT' ? { kind: 'lostResponse' } : undefined)
    const { found, code } = await examine(projectOf())
    expect(code).toBe(3)
    expect(found.map(({ check, target }) => `${check} ${target}`)).toEqual([`history ${RUNS}`, `history ${EVENTS}`])
    expect(aws().s3.keys('meta')).toEqual([])
  })
})

describe('ctrain doctor, of those whom a model tells', () => {
  const targets = (...notify: Record<string, unknown>[]) => projectOf(modelOn({ notify }))

  it('looks whether they are there, and sends nothing', async () => {
    const { sns, bus, webhook } = receivers()
    const url = `${webhook.url}/services/T0/SECRETTOKEN`
    const { code, checks, out } = await examine(
      targets({ sns: TOPIC }, { eventbridge: 'default' }, { webhook: url, secret: 'signing-secret-of-16' }),
    )
    expect(code).toBe(0)
    expect(checks.filter(({ check }) => check === 'notify').map(({ target, message }) => `${target}: ${message}`)).toEqual([
      `${TOPIC}: is there`,
      'event bus default: is there',
      `webhook ${new URL(webhook.url).host}: can be reached`,
    ])
    expect([sns.messages, bus.events, webhook.posts]).toEqual([[], [], []])
    expect(out).not.toMatch(/SECRETTOKEN|signing-secret/)
  })

  it('tells which is not there, or not reached', async () => {
    const { code, found } = await examine(
      targets({ sns: `${TOPIC}-absent` }, { eventbridge: 'absent' }, { webhook: 'http://127.0.0.1:1/SECRETTOKEN' }),
    )
    expect(code).toBe(3)
    expect(found.map(({ check, message }) => `${check}: ${message}`)).toEqual([
      'notify: there is no such topic',
      'notify: there is no such event bus',
      "notify: 127.0.0.1:1 can't be reached: ECONNREFUSED",
    ])
  })

  it('may not look, which sending does not need: a warning', async () => {
    receivers().sns.onRequest = () => ({ kind: 'status', status: 403, code: 'AuthorizationError', message: 'not authorized' })
    receivers().bus.onRequest = () => ({ kind: 'status', status: 400, type: 'AccessDeniedException' })
    const { code, found } = await examine(targets({ sns: TOPIC }, { eventbridge: 'default' }))
    expect(code).toBe(0)
    expect(found.map(({ status, action }) => [status, action])).toEqual([
      ['warn', `sns:GetTopicAttributes on ${TOPIC}`],
      ['warn', 'events:DescribeEventBus on arn:aws:events:eu-west-1:123456789012:event-bus/default'],
    ])
  })
})

describe('ctrain doctor, of a production score that ctrain has stored', () => {
  it('says whether it was measured as the config says', async () => {
    const production = { score: 's3://models/own.json' }
    const recorded = await projectOf(modelOn({ production })).run('baseline', 'record', '-m', 'churn')
    expect(recorded.code, recorded.err).toBe(0)
    const same = await examine(projectOf(modelOn({ production })))
    expect({ code: same.code, found: same.found }).toEqual({ code: 0, found: [] })
    expect(same.checks.find(({ check }) => check === 'production')?.message).toMatch(/^0\.\d+, measured as the config says$/)
    const other = await examine(projectOf(modelOn({ production, metric: 'average_precision' })))
    expect(other.code).toBe(0)
    expect(other.found).toEqual([
      expect.objectContaining({
        check: 'production',
        status: 'warn',
        message: expect.stringContaining('was measured otherwise'),
      }),
    ])
  })
})

describe('ctrain doctor, of the dataset that the production score is measured on', () => {
  it('looks at it, too', async () => {
    const columns = { label: 'churned', prediction: 'churn_score' }
    const production = { score: 's3://models/churn.json#/metrics/weighted_auc', dataset: { source: 's3://lake/none/', columns } }
    const { code, found } = await examine(projectOf(modelOn({ production })))
    expect(code).toBe(2)
    expect(found).toEqual([
      expect.objectContaining({
        check: 'holdout',
        target: 's3://lake/none/',
        hint: expect.stringContaining('check production.dataset.source'),
      }),
    ])
  })

  it('may not read it, which who monitors need not: a warning that names the policy for it', async () => {
    const columns = { label: 'churned', prediction: 'churn_score' }
    const production = { score: 's3://models/churn.json#/metrics/weighted_auc', dataset: { source: 's3://lake/none/', columns } }
    aws().s3.denied.add('s3://lake/none/')
    const { code, found } = await examine(projectOf(modelOn({ production })))
    expect(code).toBe(0)
    expect(found).toEqual([
      expect.objectContaining({
        check: 'holdout',
        status: 'warn',
        hint: expect.stringContaining('ctrain iam --for training'),
        action: 's3:ListBucket on arn:aws:s3:::lake',
      }),
    ])
  })
})

describe('ctrain doctor, without credentials', () => {
  it('says so, and where it looked, once', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env
    delete process.env.AWS_ACCESS_KEY_ID
    delete process.env.AWS_SECRET_ACCESS_KEY
    const project = projectOf()
    const [{ found, code }, table] = [await examine(project), await project.run('doctor')]
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY })
    expect(code).toBe(3)
    expect(found.map(({ check }) => check)).toEqual([
      'credentials',
      'dataset',
      'production',
      'history',
      'history',
      'state machine',
    ])
    expect(found[0]?.message).toMatch(/^no AWS credentials for sts:GetCallerIdentity/)
    expect(table.out.match(/hint: looked in the environment/g)?.length).toBeLessThanOrEqual(2)
  })

  it('reads public data without asking for any', async () => {
    await lake({ public: true })
    const { code, found, checks } = await examine(
      projectOf(modelOn({ production: { score: 0.86 }, retrain: undefined }, { anonymous: true }), {}),
    )
    expect({ code, found }).toEqual({ code: 0, found: [] })
    expect(checks.map(({ message }) => message)).toContain('can be listed and read, anonymously')
    expect(checks.map(({ message }) => message)).toContain('not needed, as all is local or public')
  })
})

describe('ctrain doctor, with a config that cannot be used', () => {
  it('is a failing first line that names every problem, exit 2', async () => {
    const project = projectOf(modelOn({ metric: 'roc_ouch', drift: { max_drop: '5%', min_rows: -1 } }))
    const { checks, code } = await examine(project)
    expect(code).toBe(2)
    expect(checks).toEqual([expect.objectContaining({ model: null, check: 'config', target: 'ctrain.yaml', status: 'fail' })])
    expect(checks[0]?.message).toMatch(/2 problems in the config/)
    const table = await project.run('doctor')
    expect(table.out).toMatch(/^✗ config {2}ctrain.yaml\n.*2 problems/)
  })

  it('a predicate that is none does not keep it from looking at the rest', async () => {
    const { found, ok, code } = await examine(projectOf(modelOn({ slices: [{ name: 'x', where: 'a <', weight: 1 }] })))
    expect(code).toBe(2)
    expect(found).toEqual([expect.objectContaining({ check: 'config', message: expect.stringContaining('slice x') })])
    expect(ok).toBe(7)
  })

  it.each([
    ['no config', [], 'ctrain.yaml', /there is no ctrain.yaml/],
    ['another file', ['--config', 'other.yaml'], 'other.yaml', /there is no such file/],
  ])('%s: exit 2, as JSON too', async (_, argv, target, message) => {
    const empty = projectOf()
    mkdirSync(path.join(empty.folder, 'sub'))
    const run = await empty.runWith({ cwd: '/' }, 'doctor', '--format', 'json', ...argv)
    expect(run.code).toBe(2)
    expect(checksOf(run)).toEqual([
      expect.objectContaining({ check: 'config', target, status: 'fail', message: expect.stringMatching(message) }),
    ])
  })

  it('an unknown model is a failing line, and the others are looked at', async () => {
    const { found, ok, code } = await examine(projectOf(), '-m', 'churm', '-m', 'churn')
    expect(code).toBe(2)
    expect(found).toEqual([expect.objectContaining({ model: 'churm', check: 'model', hint: expect.stringContaining('churn') })])
    expect(ok).toBe(8)
  })
})

describe('ctrain doctor, interrupted', () => {
  it('removes the probe all the same, exit 130', async () => {
    const { s3 } = aws()
    const controller = new AbortController()
    s3.onRequest = ({ method, bucket }) => {
      if (method !== 'PUT' || bucket !== 'meta' || s3.keys('meta').length === 0) return undefined
      controller.abort(interrupted())
      return { kind: 'delay', ms: 60_000 }
    }
    const run = await projectOf().runWith({ signal: controller.signal }, 'doctor')
    expect(run).toMatchObject({ code: 130, out: '', err: 'interrupted\n' })
    expect(s3.keys('meta')).toEqual([])
    expect(s3.requests.at(-1)?.method).toBe('DELETE')
  })
})

describe('what ctrain doctor prints', () => {
  it('has no secrets, whatever servers repeat', async () => {
    const env = { ...process.env, AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI', AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEBYaD' }
    Object.assign(process.env, env)
    aws().s3.onRequest = () => ({ kind: 'status', status: 400, code: 'ExpiredToken', message: 'FwoGZXIvYXdzEBYaD has expired' })
    const run = await projectOf().run('--verbose', 'doctor')
    delete process.env.AWS_SESSION_TOKEN
    process.env.AWS_SECRET_ACCESS_KEY = 'test'
    expect(run.code).toBe(3)
    expect(run.out + run.err).not.toMatch(/wJalrXUtnFEMI|FwoGZXIvYXdzEBYaD/)
  })

  it('is readable without colours, with several failures', async () => {
    const { s3, sfn } = aws()
    s3.denied.add('s3://models/churn.json')
    s3.addBucket('lake')
    sfn.denied.add('ListExecutions')
    const { out } = await projectOf().run('doctor')
    await expect(out.replaceAll(/request [\w-]+/g, 'request ID')).toMatchFileSnapshot('../golden/doctor/several-failures.txt')
  })
})
