import { DescribeExecutionCommand, ListExecutionsCommand, type SFNClientConfig, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sfnClient } from './aws-clients.js'
import { type SfnFault, type StepFunctionsServer, startStepFunctions } from './sfn-server.js'

const TRAINING = 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training'
const EXECUTION = 'arn:aws:states:eu-west-1:123456789012:execution:churn-training:drift-1'

let sfn: StepFunctionsServer

beforeEach(async () => {
  sfn = await startStepFunctions()
  sfn.addStateMachine(TRAINING)
})

afterEach(async () => await sfn.close())

describe('a lost response', () => {
  it('followed by the retry of the SDK leaves one execution', async () => {
    sfn.onRequest = once({ kind: 'lostResponse' })
    expect(await start()).toMatchObject({ executionArn: EXECUTION })
    expect(sfn.executions).toHaveLength(1)
    expect(sfn.requests.map(({ status }) => status)).toEqual([null, 200])
  })

  it('without a retry leaves an execution that a later start joins', async () => {
    sfn.onRequest = once({ kind: 'lostResponse' })
    await expect(start({ maxAttempts: 1 })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(sfn.executions).toMatchObject([{ name: 'drift-1', status: 'RUNNING' }])
    expect(await start()).toMatchObject({ startDate: sfn.executions[0]?.startDate })
  })
})

describe('a reset', () => {
  it('happens before the operation is applied', async () => {
    sfn.onRequest = () => ({ kind: 'reset' })
    await expect(start({ maxAttempts: 1 })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(sfn.executions).toHaveLength(0)
  })
})

describe('an error answer', () => {
  it.each([
    ['ThrottlingException', 400],
    ['ServiceUnavailable', 503],
    ['ExecutionLimitExceeded', 400],
  ])('reaches the caller as %s %i', async (type, status) => {
    sfn.onRequest = () => ({ kind: 'status', status, type, message: 'not now' })
    const expected = { name: type, message: 'not now', $metadata: { httpStatusCode: status } }
    await expect(start({ maxAttempts: 1 })).rejects.toMatchObject(expected)
    expect(sfn.executions).toHaveLength(0)
  })

  it('is overcome by the SDK when it is transient', async () => {
    sfn.onRequest = once({ kind: 'status', status: 503, type: 'ServiceUnavailable' })
    expect(await start()).toMatchObject({ executionArn: EXECUTION })
    expect(sfn.requests.map(({ status }) => status)).toEqual([503, 200])
  })
})

describe('a delay', () => {
  it('holds the answer back', async () => {
    sfn.onRequest = once({ kind: 'delay', ms: 60 })
    const before = performance.now()
    await start()
    expect(performance.now() - before).toBeGreaterThan(50)
  })
})

describe('a denied action', () => {
  it('names the user, the action and the resource', async () => {
    sfn.denied.add('StartExecution')
    const message = `User: arn:aws:iam::123456789012:user/dev is not authorized to perform: states:StartExecution on resource: ${TRAINING}`
    await expect(start()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400, attempts: 1 },
    })
  })

  it('leaves the other actions allowed', async () => {
    sfn.denied.add('DescribeExecution')
    await start()
    const client = sfnClient(sfn.url)
    const denied = client.send(new DescribeExecutionCommand({ executionArn: EXECUTION }))
    await expect(denied).rejects.toMatchObject({ name: 'AccessDeniedException', message: expect.stringContaining(EXECUTION) })
    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn: TRAINING }))
    expect(listed.executions).toHaveLength(1)
    client.destroy()
  })
})

describe('the wire', () => {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.StartExecution' }

  it('refuses calls without a signature', async () => {
    const response = await fetch(sfn.url, { method: 'POST', headers, body: '{}' })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ __type: expect.stringContaining('#MissingAuthenticationTokenException') })
  })

  it('is AWS JSON 1.0 with dates in epoch seconds', async () => {
    const body = JSON.stringify({ stateMachineArn: TRAINING, name: 'drift-1' })
    const response = await fetch(sfn.url, {
      method: 'POST',
      headers: { ...headers, authorization: 'AWS4-HMAC-SHA256 Credential=test' },
      body,
    })
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0')
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    const startDate = (sfn.executions[0]?.startDate.getTime() ?? 0) / 1000
    expect(await response.json()).toEqual({ executionArn: EXECUTION, startDate })
  })

  it('is logged with what was called and how it was answered', async () => {
    await start()
    expect(sfn.requests).toMatchObject([
      { target: 'StartExecution', body: { stateMachineArn: TRAINING, name: 'drift-1' }, status: 200 },
    ])
  })
})

async function start(config: SFNClientConfig = {}) {
  const client = sfnClient(sfn.url, config)
  try {
    return await client.send(new StartExecutionCommand({ stateMachineArn: TRAINING, name: 'drift-1', input: '{}' }))
  } finally {
    client.destroy()
  }
}

function once(fault: SfnFault) {
  let used = false
  return () => {
    if (used) return undefined
    used = true
    return fault
  }
}
