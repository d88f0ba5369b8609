import { fileURLToPath } from 'node:url'
import { loadDirectory, startS3 } from './s3-server.js'
import { startStepFunctions } from './sfn-server.js'

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:churn-training'
const CONFIG = 'fixtures/ctrain.aws.yaml'

/** A local S3 with the fixtures and a local Step Functions, until Ctrl-C. */
async function main(): Promise<void> {
  const s3 = await startS3({ port: portOf('PORT_S3', 4566) })
  const sfn = await startStepFunctions({ port: portOf('PORT_SFN', 4567) })
  const objects = await loadDirectory(s3, 'lake', '', fixture('data'))
  const scores = await loadDirectory(s3, 'models', '', fixture('production'))
  sfn.addStateMachine(MACHINE)
  sfn.onRequest = (target, body) => {
    if (target === 'StartExecution') logStart(body, sfn.executions)
    return undefined
  }
  console.log(`S3              ${s3.url}   s3://lake/ ${objects.length} objects, s3://models/ ${scores.length}`)
  console.log(`Step Functions  ${sfn.url}   ${MACHINE}\n`)
  console.log(instructions(s3.url, sfn.url))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void Promise.all([s3.close(), sfn.close()]))
  }
}

function instructions(s3: string, sfn: string): string {
  return `In another terminal:

  export AWS_ENDPOINT_URL_S3=${s3}
  export AWS_ENDPOINT_URL_SFN=${sfn}
  export AWS_ACCESS_KEY_ID=test
  export AWS_SECRET_ACCESS_KEY=test
  export AWS_REGION=eu-west-1

  npx ctrain evaluate --model churn --config ${CONFIG}
  npx ctrain retrain-if-drifted --model churn --config ${CONFIG} --dry-run
  npx ctrain retrain-if-drifted --model churn --config ${CONFIG}     # run it twice: one execution

Ctrl-C stops both. Nothing is kept.
`
}

function logStart(body: Readonly<Record<string, unknown>>, executions: readonly { readonly name: string }[]): void {
  const { name, input } = body
  const known = executions.some((execution) => execution.name === name) ? ' (this name exists already)' : ''
  console.log(`${new Date().toISOString()} StartExecution ${name}${known}\n  ${input}`)
}

function fixture(folder: string): string {
  return fileURLToPath(new URL(`../../fixtures/${folder}`, import.meta.url))
}

function portOf(variable: string, fallback: number): number {
  const port = Number(process.env[variable] ?? fallback)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`${variable} is no port: ${process.env[variable]}`)
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, port } = { code: undefined, port: undefined, ...error }
  if (code === 'EADDRINUSE') return `port ${port} is taken; set PORT_S3 or PORT_SFN to another one (0 takes any free port)`
  if (code === 'ENOENT') return `${error.message}\nrun npm run fixtures first`
  return error.message
}

main().catch((error: unknown) => {
  console.error(`dev:aws: ${explain(error)}`)
  process.exit(1)
})
