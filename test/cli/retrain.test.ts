import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { MACHINE, useAws } from '../support/aws-env.js'
import { churnModel } from '../support/history.js'
import { createProject, onlyEvaluation } from '../support/project.js'

const aws = useAws()
let counter = 0

beforeEach(() => {
  aws().sfn.onRequest = undefined
  aws().sfn.denied.clear()
  aws().s3.onRequest = undefined
  aws().s3.denied.clear()
  aws().s3.addBucket('meta')
})

function modelOf(retrain: Record<string, unknown> = {}, overrides: Record<string, unknown> = {}, history: string | null = null) {
  const machine = `${MACHINE}-r${counter++}`
  aws().sfn.addStateMachine(machine)
  const model = churnModel({ retrain: { state_machine: machine, ...retrain }, ...overrides })
  const project = createProject({ m: model }, history === null ? {} : { history })
  const executions = () => aws().sfn.executions.filter(({ stateMachineArn }) => stateMachineArn === machine)
  const edit = (from: string, to: string) => {
    const file = `${project.folder}/ctrain.yaml`
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  }
  return { project, machine, executions, edit, inputs: () => executions().map(({ input }) => JSON.parse(input)) }
}

/** A data source that can't be read: whoever reads data fails. */
const NO_DATA = { dataset: { source: 'absent/*.parquet', columns: { label: 'y', prediction: 'p' } } }

describe('ctrain retrain', () => {
  it('starts the training without a verdict and without data, exit 0, for the event that drift would mean', async () => {
    const { project, executions } = modelOf({ max_age: '3d' }, { dataset: { ...NO_DATA.dataset, source: 'absent/dt={date}/' } })
    const run = await project.run('retrain', '-m', 'm', '-f', 'json')
    const { verdict, score, retrain, production } = onlyEvaluation(run)
    expect([run.code, run.err, verdict, score]).toEqual([0, '', null, null])
    expect(production?.score).toBe(0.86)
    expect(retrain).toMatchObject({ status: 'started', attempt: 1, execution: { status: 'RUNNING' } })
    expect(executions().map(({ name }) => name)).toEqual([retrain?.executionName])
    const table = await project.run('retrain', '-m', 'm')
    expect(table.out).toContain('retrain    joined: already running since')
  })

  it('and retrain-if-drifted mean the same event', async () => {
    const { project, executions } = modelOf()
    await project.run('retrain', '-m', 'm')
    expect(onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')).retrain?.status).toBe('joined')
    expect(executions()).toHaveLength(1)
  })

  it.each([
    ['no production section', { production: undefined, drift: undefined }],
    ['a production document that its first training will write', { production: { score: 'production.json#/auc' } }],
  ])('trains a model with %s, of the revision none', async (_, overrides) => {
    const { project, executions } = modelOf({}, { ...NO_DATA, ...overrides }, 'history')
    const run = await project.run('retrain', '-m', 'm', '-f', 'json')
    expect([run.code, onlyEvaluation(run).retrain?.status]).toEqual([0, 'started'])
    expect(executions()).toHaveLength(1)
    const folder = `${project.folder}/history/events/m`
    const [reserved = ''] = readdirSync(folder)
    expect(JSON.parse(readFileSync(`${folder}/${reserved}`, 'utf8')).productionRevision).toBe('none')
  })

  it('--dry-run shows the exact request and touches nothing', async () => {
    const { project, executions } = modelOf(
      { input: { score: '${production.score}', verdict: '${verdict}' } },
      NO_DATA,
      'history',
    )
    const before = aws().sfn.requests.length
    const dry = await project.run('retrain', '-m', 'm', '-n', '-f', 'json')
    const { retrain } = onlyEvaluation(dry)
    expect([dry.code, retrain?.status, retrain?.request?.input]).toEqual([0, 'dry_run', '{"score":0.86,"verdict":null}'])
    expect(aws().sfn.requests.length).toBe(before)
    expect([executions(), existsSync(`${project.folder}/history`)]).toEqual([[], false])
  })

  it('needs a model by name, and a retrain section', async () => {
    expect((await modelOf().project.run('retrain')).code).toBe(2)
    const { project } = modelOf({}, { retrain: undefined })
    expect((await project.run('retrain', '-m', 'm')).err).toContain('models.m: has no retrain, which this command needs')
  })
})

describe('the input of a training', () => {
  it('is the template of the config, filled in from the evaluation', async () => {
    const input = {
      score: '${evaluation.score}',
      worst: '${slices.worst.name}',
      data: '${dataset.source}',
      where: 's3://b/${model}/${driftEvent}-a${attempt}',
      drop: '${drop}',
      record: '${record}',
    }
    const { project, inputs } = modelOf({ input })
    const { score, drop, retrain } = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    expect(inputs()).toEqual([
      {
        score,
        worst: 'all',
        data: expect.stringContaining('churn/dt={date}'),
        where: `s3://b/m/${retrain?.driftEvent}-a1`,
        drop,
        record: null,
      },
    ])
  })

  it('is the whole evaluation where the config has none, and says where the reservation is', async () => {
    const { project, inputs } = modelOf({}, {}, 's3://meta/ctrain')
    const { retrain, ...evaluation } = onlyEvaluation(await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json'))
    const record = `s3://meta/ctrain/events/m/${retrain?.driftEvent}-a1.reserved.json`
    expect(inputs()).toEqual([
      {
        ...{ schemaVersion: 1, model: 'm', driftEvent: retrain?.driftEvent, attempt: 1, slicesOmitted: 0, record },
        evaluation: { ...evaluation, retrain: null },
      },
    ])
    const reserved = JSON.parse(aws().s3.get('meta', record.slice('s3://meta/'.length))?.body.toString() ?? '')
    expect(JSON.parse(reserved.input)).toEqual(inputs()[0])
  })

  it('with a slice that is not there is an error with its place before anything is reserved', async () => {
    const slices = { by: 'plan' }
    const { project, executions } = modelOf({ input: { a: "${slices['plan=gold'].value}" } }, { slices }, 'history')
    const run = await project.run('retrain-if-drifted', '-m', 'm')
    expect(run.code).toBe(2)
    expect(run.err).toMatch(
      /ctrain\.yaml:\d+:\d+ models\.m\.retrain\.input: \$\{slices\['plan=gold'\]\.value\} has no value in this run/,
    )
    expect(run.err).toContain('hint: slices of this run: plan=')
    expect([executions(), existsSync(`${project.folder}/history/events`)]).toEqual([[], false])
  })

  it('over 262,144 bytes is an error that says so before anything is reserved', async () => {
    const { project, executions } = modelOf({ input: { text: 'ä'.repeat(131_072) } }, {}, 'history')
    const run = await project.run('retrain', '-m', 'm')
    expect(run.code).toBe(2)
    expect(run.err).toContain('has 262155 bytes when filled in, Step Functions takes 262144')
    expect([executions(), existsSync(`${project.folder}/history/events`)]).toEqual([[], false])
  })
})

describe('a reservation', () => {
  /** A run that reserved and never came to start. */
  async function reservedOnly(model: ReturnType<typeof modelOf>) {
    aws().sfn.denied.add('StartExecution')
    expect((await model.project.run('retrain', '-m', 'm')).code).toBe(3)
    aws().sfn.denied.clear()
    expect(model.executions()).toEqual([])
  }

  it('of somebody else has the input that counts; it is no start', async () => {
    const model = modelOf({ input: { at: '${evaluation.evaluatedAt}' } }, {}, 'history')
    await reservedOnly(model)
    const later = { now: () => new Date('2026-11-15T07:00:00Z') }
    const dry = onlyEvaluation(await model.project.runWith(later, 'retrain', '-m', 'm', '-n', '-f', 'json'))
    expect(dry.retrain?.reason).toContain('its input is that of tester at 2026-11-15T06:00:00.000Z')
    const { retrain } = onlyEvaluation(await model.project.runWith(later, 'retrain', '-m', 'm', '-f', 'json'))
    expect(retrain?.status).toBe('started')
    expect(retrain?.request).toEqual(dry.retrain?.request)
    expect(model.inputs()).toEqual([{ at: '2026-11-15T06:00:00.000Z' }])
  })

  it('of a template that was mended since is replaced, as nothing was started with it', async () => {
    const model = modelOf({ input: { epochs: 10 } }, {}, 'history')
    await reservedOnly(model)
    model.edit('epochs: 10', 'epochs: 20')
    await model.project.run('retrain', '-m', 'm')
    expect(model.inputs()).toEqual([{ epochs: 20 }])
  })

  it('of a newer ctrain, or that is none, is an error that names it', async () => {
    const model = modelOf({}, {}, 'history')
    await reservedOnly(model)
    const folder = `${model.project.folder}/history/events/m`
    const [name = ''] = readdirSync(folder)
    const write = (text: string) => writeFileSync(`${folder}/${name}`, text)
    write(JSON.stringify({ schemaVersion: 2 }))
    const newer = await model.project.run('retrain', '-m', 'm')
    expect([newer.code, newer.err]).toEqual([2, expect.stringContaining(`${name} is of a newer ctrain: its schemaVersion is 2`)])
    write('{"schemaVersion": 1, "kind": "reser')
    expect((await model.project.run('retrain', '-m', 'm')).err).toContain(`${name} is no record of a start`)
    expect(model.executions()).toEqual([])
  })
})

describe('records that can’t be kept', () => {
  it('stop no start: exit 3 after it, with each record on stderr as one line of JSON; the next run adds the start', async () => {
    const { project, executions } = modelOf({}, {}, 's3://meta/ctrain')
    aws().s3.denied.add('s3:PutObject')
    const run = await project.run('retrain-if-drifted', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(3)
    expect(onlyEvaluation(run)).toMatchObject({
      verdict: 'drifted',
      retrain: { status: 'started' },
      error: { kind: 'permission' },
    })
    expect(run.err).toContain(
      "the decision was carried out, but the records of starts can't be written: access denied: s3:PutObject",
    )
    const records = run.err.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
    expect(records.map(({ kind, command }) => kind ?? command)).toEqual(['reservation', 'start', 'retrain-if-drifted'])
    expect(executions()).toHaveLength(1)
    aws().s3.denied.clear()
    expect((await project.run('retrain-if-drifted', '-m', 'm')).code).toBe(0)
    expect(
      aws()
        .s3.keys('meta')
        .filter((key) => key.endsWith('.started.json')),
    ).toHaveLength(1)
    expect(executions()).toHaveLength(1)
  })

  it('nor ones that can’t be read, in a folder that is a file', async () => {
    const { project, executions } = modelOf({}, {}, 'history')
    mkdirSync(`${project.folder}/history/events`, { recursive: true })
    writeFileSync(`${project.folder}/history/events/m`, 'no folder')
    const run = await project.run('retrain', '-m', 'm', '-f', 'json')
    expect([run.code, onlyEvaluation(run).retrain?.status]).toEqual([3, 'started'])
    expect(executions()).toHaveLength(1)
  })
})

describe('the state machine', () => {
  it.each([
    ['arn:aws-us-gov:states:us-gov-west-1:123456789012:stateMachine:train', 'us-gov-west-1', ''],
    ['arn:aws-cn:states:cn-north-1:123456789012:stateMachine:train', 'cn-north-1', ''],
    ['arn:aws:states:us-east-2:123456789012:stateMachine:train', 'us-east-2', ':7'],
    ['arn:aws:states:us-east-2:123456789012:stateMachine:train', 'us-east-2', ':live'],
  ])('%s is asked in %s; version and alias (%s) are kept', async (arn, region, qualifier) => {
    aws().sfn.addStateMachine(arn)
    const project = createProject({ m: churnModel({ retrain: { state_machine: `${arn}${qualifier}` } }) })
    const before = aws().sfn.requests.length
    const { retrain } = onlyEvaluation(await project.run('retrain', '-m', 'm', '--force', '--reason', 'x', '-f', 'json'))
    expect(retrain?.status).toBe('started')
    const requests = aws().sfn.requests.slice(before)
    for (const { headers } of requests) expect(headers['authorization']).toContain(`/${region}/states/aws4_request`)
    expect(retrain?.request?.stateMachineArn).toBe(`${arn}${qualifier}`)
    aws().sfn.finish(retrain?.executionArn ?? '', 'SUCCEEDED')
  })
})
