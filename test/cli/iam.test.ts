import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { useAws } from '../support/aws-env.js'
import { useDynamo } from '../support/dynamodb.js'
import { allowedBy, type Call, Policy } from '../support/iam.js'
import { createProject, type Project } from '../support/project.js'
import { TOPIC, useReceivers } from '../support/receivers.js'
import { loadDirectory } from '../support/s3-server.js'

const aws = useAws()
const dynamo = useDynamo()
const receivers = useReceivers()
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const ROLE = 'arn:aws:iam::999999999999:role/ctrain-starter'
const PRODUCTION = '{"metrics": {"weighted_auc": 0.95}}'
let counter = 0

/** A drifted model on S3 with a state machine of its own; its buckets let no caller tell absent objects from forbidden ones. */
async function driftedModel(overrides: Record<string, unknown> = {}, retrain: Record<string, unknown> = {}) {
  const { s3, sfn } = aws()
  const machine = `arn:aws:states:eu-west-1:123456789012:stateMachine:iam-${counter++}`
  sfn.addStateMachine(machine)
  for (const bucket of ['lake', 'models', 'meta']) s3.addBucket(bucket, { listsByPrefix: true })
  await loadDirectory(s3, 'lake', 'churn', `${FIXTURES}/data/churn`)
  s3.put('models', 'churn.json', PRODUCTION)
  const model = {
    dataset: {
      source: 's3://lake/churn/dt={date}/*.parquet',
      window: '7d',
      columns: { label: 'churned', prediction: 'churn_score' },
    },
    metric: 'roc_auc',
    slices: [{ name: 'all', weight: 1 }],
    production: { score: 's3://models/churn.json#/metrics/weighted_auc' },
    drift: { max_drop: '1%' },
    retrain: { state_machine: machine, ...retrain },
    ...overrides,
  }
  return { machine, model }
}

async function policyOf(project: Project, ...argv: string[]) {
  const run = await project.run('iam', ...argv)
  expect(run.code, run.err).toBe(0)
  return Policy.parse(JSON.parse(run.out))
}

/** Everything that commands send, as calls that IAM decides about. */
async function callsOf(commands: () => Promise<void>): Promise<Call[]> {
  const { s3, sfn, sts } = aws()
  const database = dynamo()
  const [s3Before, sfnBefore, stsBefore, dynamoBefore] = [s3, sfn, sts, database].map(({ requests }) => requests.length)
  await commands()
  return [
    ...s3.requests.slice(s3Before).map(s3Call),
    ...sfn.requests.slice(sfnBefore).map(({ target, body }) => ({
      action: `states:${target}`,
      resource: String(body['stateMachineArn'] ?? body['executionArn']),
    })),
    // Everybody may ask who he is.
    ...sts.requests
      .slice(stsBefore)
      .filter(({ action }) => action !== 'GetCallerIdentity')
      .map(({ action, parameters }) => ({ action: `sts:${action}`, resource: parameters['RoleArn'] ?? '' })),
    ...database.requests.slice(dynamoBefore).map(tableCall),
    ...receivers().sns.actions.map(({ action, topic }) => ({ action: `sns:${action}`, resource: topic })),
    ...receivers().bus.actions.map((operation) => ({
      action: `events:${operation}`,
      resource: 'arn:aws:events:eu-west-1:123456789012:event-bus/default',
    })),
  ]
}

const S3_ACTIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 's3:ListBucket',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
}

function s3Call({ operation, bucket, key, query }: ReturnType<typeof aws>['s3']['requests'][number]): Call {
  const action = S3_ACTIONS[operation ?? ''] ?? `s3:unknown of ${key}`
  if (action !== 's3:ListBucket') return { action, resource: `arn:aws:s3:::${bucket}/${key}` }
  return { action, resource: `arn:aws:s3:::${bucket}`, context: { 's3:prefix': query['prefix'] ?? '' } }
}

const Keyed = z.looseObject({
  TableName: z.string(),
  Key: z.looseObject({ folder: z.object({ S: z.string() }) }).optional(),
  Item: z.looseObject({ folder: z.object({ S: z.string() }) }).optional(),
  ExpressionAttributeValues: z.looseObject({ ':hash': z.object({ S: z.string() }).optional() }).optional(),
})

function tableCall({ operation, input }: ReturnType<typeof dynamo>['requests'][number]): Call {
  const { TableName, Key, Item, ExpressionAttributeValues: values } = Keyed.parse(input)
  const leading = (Key ?? Item)?.folder.S ?? values?.[':hash']?.S
  return {
    action: `dynamodb:${operation}`,
    resource: `arn:aws:dynamodb:eu-west-1:123456789012:table/${TableName}`,
    ...(leading !== undefined && { context: { 'dynamodb:LeadingKeys': [leading] } }),
  }
}

/** Calls that a policy does not allow, and its statements that no call needs. */
function compare(policy: Policy, calls: readonly Call[]) {
  const used = new Set(calls.flatMap((call) => allowedBy(policy, call)))
  return {
    denied: calls.filter((call) => allowedBy(policy, call).length === 0),
    unused: policy.Statement.map(({ Sid }) => Sid).filter((sid) => !used.has(sid)),
  }
}

/** What a monitor does over time: it looks, starts, and comes again. */
async function monitor(project: Project, model = 'churn'): Promise<void> {
  const onPurpose = ['retrain', '-m', model, '--force', '--reason', 'to see']
  for (const argv of [...MONITORING, onPurpose]) {
    const { code, err } = await project.run(...argv)
    expect(code, `${argv.join(' ')}: ${err}`).toBe(0)
  }
}

const MONITORING = [
  ['doctor'],
  ['evaluate', '--all', '--date', '2026-11-07'],
  ['retrain-if-drifted', '--all', '--date', '2026-11-07'],
  ['retrain-if-drifted', '--all', '--from', '2026-11-01', '--to', '2026-11-07'],
  ['history', '--all'],
]

beforeEach(() => {
  const { s3, sfn } = aws()
  s3.denied.clear()
  sfn.denied.clear()
})

describe('the policy that ctrain iam prints', () => {
  it('allows a monitor all that it does in S3 and Step Functions, and nothing that it does not', async () => {
    const { model } = await driftedModel({ notify: [{ sns: TOPIC }, { eventbridge: 'default' }] })
    const project = createProject({ 'churn/eu': model }, { history: 's3://meta/ctrain' })
    const policy = await policyOf(project, '--all')
    const calls = await callsOf(async () => {
      aws().s3.delete('models', 'churn.json')
      expect((await project.run('doctor')).out).toContain('there is no document s3://models/churn.json')
      aws().s3.put('models', 'churn.json', PRODUCTION)
      await monitor(project, 'churn/eu')
    })
    expect(calls.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['states:StartExecution', 's3:DeleteObject', 'sns:Publish', 'events:PutEvents']),
    )
    expect(compare(policy, calls)).toEqual({ denied: [], unused: [] })
  })

  it('allows the end of a training what it does with the production score, and nothing more', async () => {
    const columns = { label: 'churned', prediction: 'churn_score' }
    const production = { score: 's3://models/new/churn.json', dataset: { source: 's3://lake/churn/', columns } }
    const { model } = await driftedModel({ production })
    const project = createProject({ churn: model }, { history: 's3://meta/ctrain' })
    const policy = await policyOf(project, '--all', '--for', 'training')
    const calls = await callsOf(async () => {
      for (const argv of [['record'], ['set', '--score', '0.9'], ['rollback'], ['history'], ['diff'], ['show']]) {
        const { code, err } = await project.run('baseline', ...argv, '-m', 'churn')
        expect(code, `${argv.join(' ')}: ${err}`).toBe(0)
      }
    })
    expect(compare(policy, calls)).toEqual({ denied: [], unused: [] })
    expect(calls.filter(({ action }) => action === 's3:PutObject').length).toBeGreaterThan(4)
  })

  it('is as narrow as the config lets it be', async () => {
    const { model, machine } = await driftedModel({}, { role_arn: undefined })
    const policy = await policyOf(createProject({ churn: model }, { history: 's3://meta/ctrain' }), '--all')
    const denied: Call[] = [
      { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/churn/dt=2026-11-07/part.csv' },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::lake/secret/dt=2026-11-07/part.parquet' },
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::lake', context: { 's3:prefix': 'secret/' } },
      { action: 's3:ListBucket', resource: 'arn:aws:s3:::lake' },
      { action: 's3:PutObject', resource: 'arn:aws:s3:::models/churn.json' },
      { action: 's3:PutObject', resource: 'arn:aws:s3:::lake/churn/dt=2026-11-07/part.parquet' },
      { action: 's3:DeleteObject', resource: 'arn:aws:s3:::meta/ctrain/runs/churn/20261115T060000.000Z-1f0c9a3e.json' },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::meta/ctrain/runs/fraud/x.json' },
      { action: 'states:StartExecution', resource: `${machine}-other` },
      { action: 'states:StopExecution', resource: `${machine.replace('stateMachine', 'execution')}:x` },
      { action: 'iam:PassRole', resource: '*' },
    ]
    expect(denied.filter((call) => allowedBy(policy, call).length > 0)).toEqual([])
  })

  it('allows all that is done with documents in DynamoDB, by their partition keys', async () => {
    const table = `ctrain-iam-${counter}`
    await dynamo().createTable(table, { hash: 'folder', range: 'name' })
    const { model } = await driftedModel({ production: { score: 0.95 } })
    const project = createProject({ churn: model }, { history: `dynamodb://${table}/team` })
    const policy = await policyOf(project, '--all')
    const calls = await callsOf(() => monitor(project))
    expect(new Set(calls.map(({ action }) => action.split(':')[0]))).toEqual(new Set(['s3', 'states', 'dynamodb']))
    expect(compare(policy, calls)).toEqual({ denied: [], unused: [] })
    const foreign = { action: 'dynamodb:GetItem', resource: `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}` }
    expect(allowedBy(policy, { ...foreign, context: { 'dynamodb:LeadingKeys': ['team/runs/fraud'] } })).toEqual([])
  })

  it('of a production score in DynamoDB names its partition key alone, of tables with and without a sort key', async () => {
    const { model } = await driftedModel({ production: { score: 'dynamodb://scores/churn#/auc' }, retrain: undefined })
    const policy = await policyOf(createProject({ churn: model }), '--all')
    const read = (key: string) =>
      allowedBy(policy, {
        action: 'dynamodb:GetItem',
        resource: 'arn:aws:dynamodb:eu-west-1:999999999999:table/scores',
        context: { 'dynamodb:LeadingKeys': [key] },
      })
    expect([read('churn'), read('/'), read('fraud')]).toEqual([['ReadProductionScore'], ['ReadProductionScore'], []])
  })

  it('lets the caller assume the role, and the role start the training', async () => {
    const { model } = await driftedModel({}, { role_arn: ROLE })
    const project = createProject({ churn: model }, { history: 's3://meta/ctrain' })
    const [caller, role] = [await policyOf(project, '--all'), await policyOf(project, '--all', '--for', 'trainer')]
    const calls = await callsOf(() => monitor(project))
    aws().s3.delete('models', 'churn.json')
    calls.push(...(await callsOf(async () => void (await project.run('doctor')))))
    const isOfRole = ({ action }: Call) => action.startsWith('states:')
    expect(compare(role, calls.filter(isOfRole))).toEqual({ denied: [], unused: [] })
    expect(
      compare(
        caller,
        calls.filter((call) => !isOfRole(call)),
      ),
    ).toEqual({ denied: [], unused: [] })
    expect(calls.map(({ action }) => action)).toContain('sts:AssumeRole')
  })

  it('names the state machine as the config does: a version or an alias is started as such', async () => {
    const { model, machine } = await driftedModel({})
    const retrain = { state_machine: `${machine}:live` }
    const policy = await policyOf(createProject({ churn: { ...model, retrain } }), '--all')
    expect(policy.Statement.find(({ Sid }) => Sid === 'StartTraining')?.Resource).toEqual([`${machine}:live`])
    expect(policy.Statement.map(({ Sid }) => Sid)).not.toContain('LookAtVersions')
  })

  it('lets the doctor look at a version as such', async () => {
    const { model, machine } = await driftedModel({})
    const project = createProject({ churn: { ...model, retrain: { state_machine: `${machine}:3` } } })
    const policy = await policyOf(project, '--all')
    const calls = await callsOf(async () => void (await project.run('doctor')))
    expect(calls).toContainEqual({ action: 'states:DescribeStateMachine', resource: `${machine}:3` })
    expect(compare(policy, calls).denied).toEqual([])
  })

  it('merges several models, without a word twice', async () => {
    const [a, b] = [await driftedModel(), await driftedModel()]
    const policy = await policyOf(createProject({ a: a.model, b: b.model }, { history: 's3://meta/h/' }), '--all')
    const sids = policy.Statement.map(({ Sid }) => Sid)
    expect(new Set(sids).size).toBe(sids.length)
    expect(policy.Statement.find(({ Sid }) => Sid === 'StartTraining')?.Resource).toEqual([a.machine, b.machine].sort())
    for (const { Resource } of policy.Statement) expect(new Set(Resource).size).toBe(Resource.length)
  })

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eu-west-1', 'aws'],
  ])('in %s has the ARNs of the partition %s', async (region, partition) => {
    const machine = `arn:${partition}:states:${region}:123456789012:stateMachine:m`
    const { model } = await driftedModel({ retrain: { state_machine: machine } })
    const project = createProject({ churn: model }, { history: 'dynamodb://table/x' })
    const run = await project.run('iam', '--all')
    expect(new Set(run.out.match(/arn:[a-z-]+/g))).toEqual(new Set([`arn:${partition}`]))
  })

  it('is empty for what is local or public, and says so', async () => {
    const { model } = await driftedModel({ production: { score: 0.86 }, retrain: undefined })
    const project = createProject({ churn: { ...model, dataset: { ...model.dataset, anonymous: true } } })
    const run = await project.run('iam', '--all')
    expect(JSON.parse(run.out)).toEqual({ Version: '2012-10-17', Statement: [] })
    expect(run.err).toBe('warning: nothing in the config needs a policy\n')
  })
})

describe('ctrain iam', () => {
  it('asks AWS nothing, and tells on stderr what the config cannot', async () => {
    const { model } = await driftedModel({}, { role_arn: ROLE })
    const project = createProject({ churn: model }, { history: 's3://meta/ctrain' })
    let err = ''
    const calls = await callsOf(async () => {
      err = (await project.run('iam', '-m', 'churn')).err
    })
    expect(calls).toEqual([])
    expect(err).toContain('allow kms:Decrypt')
    expect(err).toContain(`the training is started by ${ROLE}: ctrain iam --for trainer prints`)
  })

  it.each<[string, string[], RegExp]>([
    ['no model', [], /no model was chosen/],
    ['an unknown model', ['-m', 'churm'], /there is no model "churm"/],
    ['the policy of a role that there is not', ['-m', 'churn', '--for', 'trainer'], /no retrain.role_arn names a role/],
  ])('of %s is a usage error: exit 2, nothing on stdout', async (_, argv, message) => {
    const { model } = await driftedModel()
    const run = await createProject({ churn: model }).run('iam', ...argv)
    expect(run).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) })
  })

  it('for models of two roles has no one policy', async () => {
    const [a, b] = [await driftedModel({}, { role_arn: ROLE }), await driftedModel({}, { role_arn: `${ROLE}-2` })]
    const run = await createProject({ a: a.model, b: b.model }).run('iam', '--all', '--for', 'trainer')
    expect(run).toMatchObject({ code: 2, err: expect.stringContaining('the models name 2 roles') })
  })

  it('says when a policy is longer than IAM takes', async () => {
    const { model } = await driftedModel()
    const models = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`model-${index}`, model]))
    const run = await createProject(models, { history: 's3://meta/ctrain' }).run('iam', '--all')
    expect(run.err).toMatch(/the policy has \d+ characters, a managed policy takes 6144/)
  })
})
