import { once } from 'node:events'
import { request as forward } from 'node:http'
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { type Answer, headersOf, listen, pause, readBody, reset, send } from './http-server.js'

/** What goes wrong with one request. */
export type DynamoFault =
  /** An error answer; the operation is not applied. */
  | { readonly kind: 'status'; readonly status: number; readonly type: string; readonly message?: string }
  /** The connection is cut before the operation is applied. */
  | { readonly kind: 'reset' }
  /** The operation is applied, then the connection is cut instead of an answer. */
  | { readonly kind: 'lostResponse' }
  /** The operation is applied, and its answer comes late. */
  | { readonly kind: 'late'; readonly ms: number }
  /** A captive portal: 200, and a page to log in, or nothing. */
  | { readonly kind: 'page'; readonly body: string }
  /** A listing's page, after which the same one comes. */
  | { readonly kind: 'endless' }
  /** Changes the world just before the operation is applied. */
  | { readonly kind: 'then'; readonly run: () => Promise<void> }

export interface DynamoRequest {
  /** E.g. `PutItem`. */
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface DynamoServer {
  readonly url: string
  /** In order of arrival, retries included. */
  readonly requests: DynamoRequest[]
  /** IAM actions (`dynamodb:GetItem`) that answer AccessDeniedException. */
  readonly denied: Set<string>
  onRequest: ((request: DynamoRequest) => DynamoFault | undefined) | undefined
  readonly client: DynamoDBClient
  /** An empty table whose keys are texts, or what is said. */
  createTable(name: string, keys: { readonly hash: string; readonly range?: string; readonly type?: 'S' | 'N' }): Promise<void>
  close(): Promise<void>
}

/** dynalite behind a proxy that can do harm. */
export async function startDynamo(): Promise<DynamoServer> {
  const database = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1')
  await once(database, 'listening')
  const address = database.address()
  if (typeof address !== 'object' || address === null) throw new Error('dynalite has no port')
  const control: Control = { port: address.port, requests: [], denied: new Set(), onRequest: undefined }
  const proxy = await listen(async (incoming, response, closing) => {
    const body = await readBody(incoming)
    const headers = headersOf(incoming)
    const request = { operation: headers['x-amz-target']?.split('.')[1] ?? '', input: JSON.parse(String(body)) }
    control.requests.push(request)
    const fault = control.onRequest?.(request)
    if (fault?.kind === 'reset') return reset(incoming)
    if (fault?.kind === 'then') await fault.run()
    const answer = refusal(request, fault, control) ?? (await passOn(headers, body, control.port))
    if (fault?.kind === 'lostResponse') return reset(incoming)
    if (fault?.kind === 'late') await pause(fault.ms, closing)
    send(answer, incoming, response)
  })
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${address.port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  return Object.assign(control, {
    url: proxy.url,
    client,
    async createTable(name: string, { hash, range, type = 'S' }: { hash: string; range?: string; type?: 'S' | 'N' }) {
      const names = range === undefined ? [hash] : [hash, range]
      await client.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: type })),
          KeySchema: names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
        }),
      )
      // Created is not there yet, as with AWS.
      for (;;) {
        const { Table } = await client.send(new DescribeTableCommand({ TableName: name }))
        if (Table?.TableStatus === 'ACTIVE') return
      }
    },
    async close() {
      client.destroy()
      await proxy.close()
      database.closeAllConnections()
      await new Promise<void>((resolve) => database.close(() => resolve()))
    },
  })
}

/** One for all tests of a file, to which this process's SDK is pointed; faults end with their test. */
export function useDynamo(): () => DynamoServer {
  let server: DynamoServer | undefined
  beforeAll(async () => {
    server = await startDynamo()
    const access = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'eu-west-1' }
    Object.assign(process.env, { AWS_ENDPOINT_URL_DYNAMODB: server.url, ...access })
  })
  afterEach(() => {
    if (server === undefined) return
    server.onRequest = undefined
    server.denied.clear()
  })
  afterAll(async () => {
    await server?.close()
  })
  return () => {
    if (server === undefined) throw new Error('DynamoDB is not up yet')
    return server
  }
}

interface Control {
  readonly port: number
  readonly requests: DynamoRequest[]
  readonly denied: Set<string>
  onRequest: DynamoServer['onRequest']
}

function refusal({ operation, input }: DynamoRequest, fault: DynamoFault | undefined, { denied }: Control): Answer | null {
  if (fault?.kind === 'page') return { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from(fault.body) }
  if (fault?.kind === 'endless') return SAME_PAGE
  if (fault?.kind === 'status') return failure(fault.status, fault.type, fault.message ?? fault.type)
  if (!denied.has(`dynamodb:${operation}`)) return null
  const resource = `arn:aws:dynamodb:eu-west-1:123456789012:table/${input['TableName']}`
  const message = `User: arn:aws:iam::123456789012:user/ann is not authorized to perform: dynamodb:${operation} on resource: ${resource} because no identity-based policy allows the dynamodb:${operation} action`
  return failure(400, 'AccessDeniedException', message)
}

function failure(status: number, type: string, message: string): Answer {
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, message })
  return { status, headers: { ...JSON_BODY, 'x-amzn-requestid': 'REQUEST1' }, body: Buffer.from(body) }
}

const JSON_BODY = { 'content-type': 'application/x-amz-json-1.0' }

/** A page with nothing on it, which another one follows. */
const SAME_PAGE: Answer = {
  status: 200,
  headers: { ...JSON_BODY, 'x-amzn-requestid': 'REQUEST1' },
  body: Buffer.from(JSON.stringify({ Items: [], Count: 0, ScannedCount: 0, LastEvaluatedKey: { folder: { S: 'x' } } })),
}

async function passOn(headers: Readonly<Record<string, string>>, body: Buffer, port: number): Promise<Answer> {
  const outgoing = forward({ port, host: '127.0.0.1', method: 'POST', path: '/', headers, agent: false })
  outgoing.end(body)
  const [answer] = await once(outgoing, 'response')
  const bytes = await readBody(answer)
  const { connection: _, ...kept } = headersOf(answer)
  return { status: answer.statusCode ?? 502, headers: kept, body: bytes }
}
