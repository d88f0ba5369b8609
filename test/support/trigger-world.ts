import { mkdtempSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { libraryWorld } from '../../src/cli/io.js'
import { parseReservation, parseStart } from '../../src/pipeline/trigger/record-schema.js'
import { openStore } from '../../src/stores/index.js'
import { MACHINE } from './aws-env.js'
import { type Started, startChild } from './child.js'
import { startDynamo } from './dynamodb.js'
import { churnModel } from './history.js'
import { createProject } from './project.js'
import { startS3 } from './s3-server.js'
import { startStepFunctions } from './sfn-server.js'
import { createTestIo, type Run, runCli } from './test-io.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))

/** What happens to a request: the process that sends it dies before or after it is applied, or its answer is lost. */
export type Blow = 'killed before' | 'killed after' | 'answer lost'

export type HistoryKind = 'local' | 's3' | 'dynamodb'

/** The built program beside its own stand-ins, and a hook for every request that it sends to any of them. */
export interface TriggerWorld {
  /** Names of the requests so far, in their order. */
  readonly requests: string[]
  /** Strikes the request of this number; null = none. */
  strikes: { readonly at: number; readonly blow: Blow } | null
  run(...argv: string[]): Started
  /** The same program in this process, which can't be killed and takes a tenth of the time. */
  runHere(...argv: string[]): Promise<Run>
  executions(): readonly { readonly arn: string; readonly name: string; readonly input: string }[]
  /** The event records that there are. */
  records(): ReturnType<typeof eventRecords>
  close(): Promise<void>
}

export async function startTriggerWorld(kind: HistoryKind): Promise<TriggerWorld> {
  const [s3, sfn, dynamo] = [await startS3(), await startStepFunctions(), kind === 'dynamodb' ? await startDynamo() : null]
  sfn.addStateMachine(MACHINE)
  s3.addBucket('meta')
  await dynamo?.createTable('meta', { hash: 'folder', range: 'name' })
  const history = { local: 'history', s3: 's3://meta/ctrain', dynamodb: 'dynamodb://meta/ctrain' }[kind]
  const project = createProject({ m: churnModel() }, { history })
  const env = {
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SFN: sfn.url,
    ...(dynamo !== null && { AWS_ENDPOINT_URL_DYNAMODB: dynamo.url }),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
    CTRAIN_CACHE_DIR: mkdtempSync(path.join(os.tmpdir(), 'ctrain-cache-')),
  }
  let running: Started | null = null
  const world: TriggerWorld = {
    requests: [],
    strikes: null,
    run(...argv) {
      running = startChild([process.execPath, BIN, ...argv], { cwd: project.folder, env: { ...process.env, ...env } })
      return running
    },
    executions: () => sfn.executions,
    runHere: async (...argv) => {
      const { host, user, now } = libraryWorld('0.0.0-test')
      const own = { cwd: project.folder, env: { ...process.env, ...env }, host, user, now }
      return await inTurn(env, async () => await runCli(argv, own))
    },
    records: async () =>
      await inTurn(env, async () => await eventRecords(kind === 'local' ? path.join(project.folder, history) : history)),
    async close() {
      await Promise.all([s3.close(), sfn.close(), dynamo?.close()])
    },
  }
  const strike = (name: string) => {
    const number = world.requests.push(name) - 1
    if (world.strikes?.at !== number) return undefined
    if (world.strikes.blow !== 'answer lost') running?.child.kill('SIGKILL')
    return world.strikes.blow === 'killed before' ? ({ kind: 'reset' } as const) : ({ kind: 'lostResponse' } as const)
  }
  s3.onRequest = ({ operation, key }) => strike(`${operation} ${key}`)
  sfn.onRequest = (target) => strike(target)
  if (dynamo !== null) dynamo.onRequest = ({ operation }) => strike(operation)
  return world
}

let turns: Promise<unknown> = Promise.resolve()

/** The SDK looks for endpoints in the environment of this process, which all worlds share. */
async function inTurn<T>(env: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
  const done = turns.then(async () => {
    Object.assign(process.env, env)
    return await work()
  })
  turns = done.catch(() => {})
  return await done
}

async function eventRecords(history: string) {
  const folder = `${history}/events/m/`
  const store = await openStore(folder, { region: 'eu-west-1' }, createTestIo([]))
  const uris = await store.list(folder)
  const texts = await Promise.all(uris.map(async (uri) => ({ uri, text: (await store.find(uri))?.text ?? '' })))
  await store.close()
  const of = <T>(ending: string, parse: (text: string, uri: string) => T) =>
    texts.filter(({ uri }) => uri.endsWith(ending)).map(({ uri, text }) => parse(text, uri))
  return { reservations: of('.reserved.json', parseReservation), starts: of('.started.json', parseStart) }
}
