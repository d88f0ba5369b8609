import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  paginateListExecutions,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sfnClient } from './aws-clients.js'
import { type StepFunctionsServer, startStepFunctions } from './sfn-server.js'

const TRAINING = 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training'
const EXPRESS = 'arn:aws:states:eu-west-1:123456789012:stateMachine:scoring'

let sfn: StepFunctionsServer
let client: ReturnType<typeof sfnClient>
let clock: Date

beforeEach(async () => {
  clock = new Date('2026-11-15T06:00:00.250Z')
  sfn = await startStepFunctions({ pageSize: 4, now: () => clock })
  sfn.addStateMachine(TRAINING)
  sfn.addStateMachine(EXPRESS, 'EXPRESS')
  client = sfnClient(sfn.url)
})

afterEach(async () => {
  client.destroy()
  await sfn.close()
})

describe('StartExecution', () => {
  it('gives ten concurrent identical starts one execution', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => start('drift-1')))
    expect(sfn.executions).toHaveLength(1)
    for (const answer of answers) {
      expect(answer).toMatchObject({ executionArn: executionArn('drift-1'), startDate: new Date('2026-11-15T06:00:00.250Z') })
    }
  })

  it('answers a later identical start with the first start date', async () => {
    await start('drift-1')
    clock = new Date('2026-11-15T07:00:00Z')
    expect((await start('drift-1')).startDate).toEqual(new Date('2026-11-15T06:00:00.250Z'))
  })

  it.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'refuses the name of an execution that %s',
    async (status) => {
      await start('drift-1')
      sfn.finish(executionArn('drift-1'), status)
      await expect(start('drift-1')).rejects.toMatchObject({
        name: 'ExecutionAlreadyExists',
        message: `Execution Already Exists: '${executionArn('drift-1')}'`,
        $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
      })
      expect(sfn.executions).toHaveLength(1)
    },
  )

  it('refuses the name of a running execution with other input', async () => {
    await start('drift-1', '{"attempt":1}')
    await expect(start('drift-1', '{"attempt":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
  })

  it('starts an EXPRESS machine on every call', async () => {
    const arns = await Promise.all([1, 2, 3].map(() => start('drift-1', '{}', EXPRESS)))
    expect(new Set(arns.map((answer) => answer.executionArn)).size).toBe(3)
    expect(arns[0]?.executionArn).toMatch(/:express:scoring:drift-1:/)
  })

  it.each([':3', ':live'])('takes the same machine by the qualifier %s', async (qualifier) => {
    expect(await start('drift-1', '{}', TRAINING + qualifier)).toMatchObject({ executionArn: executionArn('drift-1') })
  })

  it('makes a name up when there is none', async () => {
    const answers = await Promise.all([start(undefined), start(undefined)])
    expect(new Set(answers.map((answer) => answer.executionArn)).size).toBe(2)
  })

  it.each(['', 'a b', 'a/b', 'a:b', 'a#b', 'a{b', 'a\u0085b', 'a\u{1f600}', 'x'.repeat(81)])(
    'refuses the name %j',
    async (name) => {
      await expect(start(name)).rejects.toMatchObject({ name: 'InvalidName' })
    },
  )

  it('takes 80 characters and 262144 bytes', async () => {
    const input = JSON.stringify('ü'.repeat(131_071))
    expect(Buffer.byteLength(input)).toBe(262_144)
    await start('x'.repeat(80), input)
    expect(sfn.executions[0]?.input).toBe(input)
  })

  it.each([
    ['ValidationException', TRAINING, JSON.stringify('ü'.repeat(131_072))],
    ['InvalidExecutionInput', TRAINING, '{not json}'],
    ['StateMachineDoesNotExist', `${TRAINING}-2`, '{}'],
    ['InvalidArn', 'churn-training', '{}'],
  ])('refuses with %s', async (name, machine, input) => {
    await expect(start('drift-1', input, machine)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } })
    expect(sfn.executions).toHaveLength(0)
  })
})

describe('DescribeExecution', () => {
  it('tells a running execution with its input', async () => {
    await start('drift-1', '{"model":"churn"}', `${TRAINING}:live`)
    expect(await describeExecution('drift-1')).toMatchObject({
      status: 'RUNNING',
      name: 'drift-1',
      stateMachineArn: TRAINING,
      stateMachineAliasArn: `${TRAINING}:live`,
      startDate: new Date('2026-11-15T06:00:00.250Z'),
      input: '{"model":"churn"}',
    })
  })

  it('tells how an execution failed', async () => {
    await start('drift-1')
    clock = new Date('2026-11-15T06:30:00.500Z')
    sfn.finish(executionArn('drift-1'), 'FAILED', { error: 'OutOfMemory', cause: 'the instance is too small' })
    const stopDate = new Date('2026-11-15T06:30:00.500Z')
    expect(await describeExecution('drift-1')).toMatchObject({
      status: 'FAILED',
      stopDate,
      error: 'OutOfMemory',
      cause: 'the instance is too small',
    })
  })

  it('has an output only after success, and neither payload with METADATA_ONLY', async () => {
    await start('drift-1')
    sfn.finish(executionArn('drift-1'), 'SUCCEEDED', { output: '{"auc":0.8}' })
    expect(await describeExecution('drift-1')).toMatchObject({ status: 'SUCCEEDED', output: '{"auc":0.8}', input: '{}' })
    const metadata = await describeExecution('drift-1', 'METADATA_ONLY')
    expect(metadata.status).toBe('SUCCEEDED')
    expect(metadata).not.toHaveProperty('input')
    expect(metadata).not.toHaveProperty('output')
  })

  it('refuses executions that do not exist, and those of EXPRESS machines', async () => {
    await expect(describeExecution('absent')).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
    const { executionArn: arn } = await start('drift-1', '{}', EXPRESS)
    const call = client.send(new DescribeExecutionCommand({ executionArn: arn }))
    await expect(call).rejects.toMatchObject({ name: 'InvalidArn' })
  })
})

describe('ListExecutions', () => {
  beforeEach(async () => {
    for (let index = 0; index < 10; index++) {
      clock = new Date(Date.UTC(2026, 10, 15, index))
      await start(`drift-${index}`)
    }
  })

  it('pages from the newest to the oldest', async () => {
    expect(await listNames({ stateMachineArn: TRAINING })).toEqual(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((index) => `drift-${index}`),
    )
    expect(sfn.requests.filter(({ target }) => target === 'ListExecutions')).toHaveLength(3)
  })

  it('filters by status and places closed executions by their end', async () => {
    clock = new Date(Date.UTC(2026, 10, 16))
    sfn.finish(executionArn('drift-2'), 'FAILED')
    expect(await listNames({ stateMachineArn: TRAINING, statusFilter: 'FAILED' })).toEqual(['drift-2'])
    expect((await listNames({ stateMachineArn: TRAINING })).slice(0, 2)).toEqual(['drift-2', 'drift-9'])
  })

  it('gives at most maxResults', async () => {
    const page = await client.send(new ListExecutionsCommand({ stateMachineArn: TRAINING, maxResults: 3 }))
    expect(page.executions?.map(({ name }) => name)).toEqual(['drift-9', 'drift-8', 'drift-7'])
    expect(page.nextToken).toEqual(expect.any(String))
  })

  it.each([
    ['InvalidToken', { stateMachineArn: TRAINING, nextToken: 'made-up' }],
    ['StateMachineDoesNotExist', { stateMachineArn: `${TRAINING}-2` }],
    ['StateMachineTypeNotSupported', { stateMachineArn: EXPRESS }],
    ['ValidationException', { stateMachineArn: TRAINING, maxResults: 1001 }],
  ])('refuses with %s', async (name, input) => {
    await expect(client.send(new ListExecutionsCommand(input))).rejects.toMatchObject({ name })
  })
})

describe('DescribeStateMachine', () => {
  it.each([
    [TRAINING, 'STANDARD'],
    [`${TRAINING}:live`, 'STANDARD'],
    [EXPRESS, 'EXPRESS'],
  ])('tells the type of %s', async (stateMachineArn, type) => {
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }))
    expect(described).toMatchObject({ type, status: 'ACTIVE', definition: '{}' })
  })

  it('refuses a machine that does not exist', async () => {
    const call = client.send(new DescribeStateMachineCommand({ stateMachineArn: `${TRAINING}-2` }))
    await expect(call).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
  })
})

describe('StopExecution', () => {
  it('aborts a running execution', async () => {
    await start('drift-1')
    const stopped = { executionArn: executionArn('drift-1'), error: 'Cancelled', cause: 'by hand' }
    expect(await client.send(new StopExecutionCommand(stopped))).toMatchObject({ stopDate: clock })
    expect(await describeExecution('drift-1')).toMatchObject({ status: 'ABORTED', error: 'Cancelled', cause: 'by hand' })
  })
})

async function start(name: string | undefined, input = '{}', stateMachineArn = TRAINING) {
  return await client.send(new StartExecutionCommand({ stateMachineArn, name, input }))
}

async function describeExecution(name: string, includedData: 'ALL_DATA' | 'METADATA_ONLY' = 'ALL_DATA') {
  return await client.send(new DescribeExecutionCommand({ executionArn: executionArn(name), includedData }))
}

async function listNames(input: ListExecutionsCommandInput) {
  const names: (string | undefined)[] = []
  for await (const page of paginateListExecutions({ client }, input)) {
    names.push(...(page.executions ?? []).map(({ name }) => name))
  }
  return names
}

function executionArn(name: string) {
  return `arn:aws:states:eu-west-1:123456789012:execution:churn-training:${name}`
}
