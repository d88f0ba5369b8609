import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MACHINE, useAws } from '../support/aws-env.js'
import { createProject, type Project } from '../support/project.js'
import { type Fault, loadDirectory, type S3Request } from '../support/s3-server.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
const aws = useAws()

const KEY = 'AKIAQ3EGFAKEFAKE7XYZ'
const SECRET = 'wJalrFAKEtnFEMI/K7MDENG+bPxRfiCYFAKEKEY0'
const TOKEN = 'IQoJb3JpZ2luX2VjFAKETOKEN//////////wEaCXVzLWVhc3QtMSJHMEUCIQ=='
const PASSWORD = 'p4ssw0rd-of-the-endpoint'
const SIGNATURE = 'fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024'
const PRESIGNED = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${KEY}%2F20261115%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Security-Token=${encodeURIComponent(TOKEN)}&X-Amz-Signature=${SIGNATURE}`
const CREDENTIALS = { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: SECRET, AWS_SESSION_TOKEN: TOKEN }

/** Answers that repeat what they were asked, as proxies and S3 itself do. */
const echo = ({ headers, query }: S3Request) => `${JSON.stringify(headers)} ?${PRESIGNED} ${JSON.stringify(query)}`
const page = (status: number): Fault => ({
  kind: 'page',
  status,
  render: (request) => `<!DOCTYPE html><html><body><h1>Sorry</h1><pre>${echo(request)}</pre></body></html>`,
})
const text = (status: number): Fault => ({ kind: 'page', status, render: echo })
const refusal = (request: S3Request, status: number, code: string, elements: Record<string, string> = {}): Fault => ({
  kind: 'status',
  status,
  code,
  message: `no: ${request.headers['authorization']} ${request.headers['x-amz-security-token']} ${echo(request)}`,
  elements,
})

interface Case {
  readonly fault?: (request: S3Request) => Fault | undefined
  readonly env?: Readonly<Record<string, string>>
  readonly model?: Readonly<Record<string, unknown>>
  readonly expected: RegExp
}

const CASES: Readonly<Record<string, Case>> = {
  'access denied': { fault: (request) => refusal(request, 403, 'AccessDenied'), expected: /access denied: s3:/ },
  'a signature that does not match': {
    fault: (request) =>
      refusal(request, 403, 'SignatureDoesNotMatch', {
        AWSAccessKeyId: KEY,
        StringToSign: `AWS4-HMAC-SHA256\n20261115T060000Z\n20261115/eu-west-1/s3/aws4_request\n${SIGNATURE}`,
        SignatureProvided: /Signature=(\w+)/.exec(request.headers['authorization'] ?? '')?.[1] ?? '',
        CanonicalRequest: `GET\n/lake\n\nhost:x\nx-amz-security-token:${TOKEN}\n`,
      }),
    expected: /AWS does not accept the credentials/,
  },
  'an unknown access key': {
    fault: (request) => refusal(request, 403, 'InvalidAccessKeyId', { AWSAccessKeyId: KEY }),
    expected: /AWS does not accept the credentials/,
  },
  'an expired token': {
    fault: (request) => refusal(request, 400, 'ExpiredToken', { 'Token-0': TOKEN }),
    expected: /the credentials have expired/,
  },
  'a failure of S3': { fault: (request) => refusal(request, 500, 'InternalError'), expected: /failed: InternalError/ },
  'a redirect': { fault: () => page(301), expected: /the bucket is in another region|the answer is not one of AWS/ },
  'a page for 200': { fault: () => page(200), expected: /the answer is not one of AWS/ },
  'a page for 403': { fault: () => page(403), expected: /the answer is not one of AWS/ },
  'a page for 500': { fault: () => page(500), expected: /the answer is not one of AWS/ },
  'a text for 502': { fault: () => text(502), expected: /the answer is not one of AWS/ },
  'an answer that is no XML': { fault: () => text(200), expected: /the answer is not one of AWS/ },
  'an endpoint with a password': {
    env: { AWS_ENDPOINT_URL_S3: `http://user:${PASSWORD}@nowhere.invalid:9000` },
    expected: /ENOTFOUND|EAI_AGAIN/,
  },
  'an endpoint that is no URL': { env: { AWS_ENDPOINT_URL_S3: `user:${PASSWORD}@nowhere` }, expected: /error: / },
  'a presigned URL as the source': {
    model: {
      dataset: { source: `https://lake.s3.amazonaws.com/x.parquet?${PRESIGNED}`, columns: { label: 'l', prediction: 'p' } },
    },
    expected: /models\.churn\.dataset\.source: is of an unknown kind/,
  },
  'a presigned URL as the production score': {
    model: { production: { score: `https://lake.s3.amazonaws.com/p.json?${PRESIGNED}#/score` } },
    expected: /https:\/\/lake\.s3\.amazonaws\.com\/p\.json\?X-Amz-Algorithm=…/,
  },
  'credentials in the URI of the source': {
    model: { dataset: { source: `s3://${KEY}:${SECRET}@lake/churn/*.parquet`, columns: { label: 'l', prediction: 'p' } } },
    expected: /s3:\/\/…@lake\/churn\/ has credentials in it/,
  },
  'credentials in the URI of the production score': {
    model: { production: { score: `s3://${KEY}:${SECRET}@lake/p.json#/score` } },
    expected: /s3:\/\/…@lake\/p\.json has credentials in it/,
  },
  'a training that is refused': {
    model: { drift: { max_drop: '0%' }, production: { score: 0.999 }, retrain: { state_machine: MACHINE } },
    expected: /AWS does not accept the credentials: states:/,
  },
  'a run without failure': { expected: /churn: scanned 3,150 rows/ },
}

const MODEL = {
  dataset: {
    source: 's3://lake/churn/dt={date}/*.parquet',
    latest: 7,
    columns: { label: 'churned', prediction: 'churn_score' },
  },
  metric: 'roc_auc',
  slices: [{ name: 'all', weight: 1 }],
  production: { score: 's3://lake/production/churn.json#/metrics/weighted_auc' },
  drift: { max_drop: '50%' },
}

beforeAll(async () => {
  const { s3, sfn } = aws()
  await loadDirectory(s3, 'lake', 'churn', `${FIXTURES}/data/churn`)
  await loadDirectory(s3, 'lake', 'production', `${FIXTURES}/production`)
  Object.assign(process.env, CREDENTIALS)
  sfn.onRequest = (target) => ({
    kind: 'status',
    status: 400,
    type: 'UnrecognizedClientException',
    message: `${target}: the token ${TOKEN} of ${KEY} is invalid`,
  })
})

afterAll(() => {
  for (const name of Object.keys(CREDENTIALS)) delete process.env[name]
})

it.each(Object.entries(CASES))('%s: no credential is told, nor kept', async (_, { fault, env = {}, model = {}, expected }) => {
  const { s3 } = aws()
  s3.onRequest = fault
  const since = s3.requests.length
  const project = createProject({ churn: { ...MODEL, ...model } })
  const argv = ['-v', 'retrain' in model ? 'retrain-if-drifted' : 'evaluate', '-m', 'churn', '-f']
  const [here, there] = ['cache-here', 'cache-there'].map((name) => path.join(project.folder, name))
  const printed = [
    await runHere(project, [...argv, 'table'], { ...env, CTRAIN_CACHE_DIR: here ?? '' }),
    await runBinary(project, [...argv, 'json'], { ...env, CTRAIN_CACHE_DIR: there ?? '' }),
  ]
  for (const text of printed) expect(text).toMatch(expected)
  const told = [...printed, ...contentsOf(here ?? ''), ...contentsOf(there ?? '')]
  const signatures = s3.requests
    .slice(since)
    .map(({ headers }) => /Signature=(\w+)/.exec(headers['authorization'] ?? '')?.[1] ?? KEY)
  for (const secret of [KEY, SECRET, TOKEN, encodeURIComponent(TOKEN), PASSWORD, SIGNATURE, ...signatures]) {
    expect(told.filter((content) => content.includes(secret))).toEqual([])
  }
})

type Environment = Readonly<Record<string, string>>

/** What it prints on both streams. */
async function runHere(project: Project, argv: readonly string[], env: Environment): Promise<string> {
  // The SDK reads the environment of the process.
  const endpoint = process.env.AWS_ENDPOINT_URL_S3
  Object.assign(process.env, env)
  try {
    const { out, err } = await project.runWith({ env: { ...process.env } }, ...argv)
    return out + err
  } finally {
    Object.assign(process.env, { AWS_ENDPOINT_URL_S3: endpoint })
    delete process.env.CTRAIN_CACHE_DIR
  }
}

async function runBinary(project: Project, argv: readonly string[], env: Environment): Promise<string> {
  const child = spawn(process.execPath, [BIN, ...argv], { cwd: project.folder, env: { ...process.env, ...env } })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part) => {
      printed += part
    })
  }
  await new Promise((resolve) => child.on('close', resolve))
  return printed
}

/** Names and contents of all files below a folder. */
function contentsOf(folder: string): (string | Buffer)[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.flatMap((entry) => {
    const file = path.join(entry.parentPath, entry.name)
    return entry.isFile() ? [file, readFileSync(file)] : [file]
  })
}
