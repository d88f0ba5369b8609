import { readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { run as runCommand } from '../../../src/cli/main.js'
import { terminalProgress } from '../../../src/cli/progress.js'
import { startEventBridge } from '../eventbridge-server.js'
import { loadDirectory, startS3 } from '../s3-server.js'
import { startStepFunctions } from '../sfn-server.js'
import { startSns } from '../sns-server.js'
import { startSts } from '../sts-server.js'
import { temporaryFolder } from '../temporary-folder.js'
import { createTestIo, type Run } from '../test-io.js'
import { startWebhook } from '../webhook-server.js'
import { ROOT } from './blocks.js'
import { CONFIG, MACHINES, PRODUCTION, TOPIC } from './config.js'

/** The project that the documentation tells of: models, their data in S3, and all that AWS has of them. */
export type DocsWorld = Awaited<ReturnType<typeof startWorld>>

/** When everything in the documentation happens. */
export const NOW = new Date('2026-11-15T06:00:00Z')

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')))

export async function startWorld(config: unknown = CONFIG) {
  const folder = temporaryFolder('ctrain-docs-')
  writeFileSync(path.join(folder, 'ctrain.yaml'), stringify(config))
  for (const name of ['fixtures', 'docs']) symlinkSync(ROOT + name, path.join(folder, name))
  const now = () => NOW
  const [s3, sfn, sts, webhook] = [
    await startS3({ now }),
    await startStepFunctions({ now }),
    await startSts(),
    await startWebhook(),
  ]
  const [sns, bus] = [await startSns(), await startEventBridge()]
  for (const arn of MACHINES) sfn.addStateMachine(arn)
  sns.topics.add(TOPIC)
  s3.addBucket('ml-meta')
  for (const model of ['churn', 'demand']) {
    await loadDirectory(s3, 'lake', model, `${ROOT}fixtures/data/${model}`)
    s3.put('models', `${model}/production.json`, `${JSON.stringify(PRODUCTION[model], null, 2)}\n`)
  }
  const env = {
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SFN: sfn.url,
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_ENDPOINT_URL_SNS: sns.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
    WEBHOOK_URL: `${webhook.url}/ctrain`,
  }
  return {
    folder,
    s3,
    sfn,
    sns,
    bus,
    webhook,
    env,
    run: async (...argv: string[]) => tidied(await runAt(folder, argv, env), [[folder, '/srv/ml']]),
    /** The same at the time of this machine. */
    runToday: async (...argv: string[]) => await runAt(folder, argv, env, new Date()),
    async close() {
      for (const server of [s3, sfn, sts, sns, bus, webhook]) await server.close()
    },
  }
}

/** Runs a command line there at the time of the documentation. */
export async function runAt(
  cwd: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  now = NOW,
): Promise<Run> {
  // The SDK looks for endpoints in the environment of this process.
  Object.assign(process.env, env)
  const io = createTestIo(argv, { cwd, version, user: 'ci', host: 'build-12', now: () => now })
  const terminal = { ...io.terminal, now: ticking() }
  const own = { ...io, env: { ...io.env, ...env }, terminal, progress: terminalProgress(terminal) }
  const code = await runCommand(own)
  return tidied({ code, out: io.out(), err: io.err() }, [[io.home, '~']])
}

/** A clock that goes on a little whenever it is looked at. */
function ticking(): () => number {
  let time = 0
  return () => {
    time += 150
    return time
  }
}

/** Without what is different in every run: folders, ports, ids of requests. */
function tidied({ code, out, err }: Run, names: readonly (readonly [string, string])[]): Run {
  const tidy = (text: string) =>
    names
      .reduce((rest, [from, to]) => rest.replaceAll(from, to), text)
      .replaceAll(/request [0-9A-F]{16}/g, 'request 4442587FB7D0A2F9')
      .replaceAll(/request [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'request 7d3c1f0a-5d0e-4f53-9c0b-6f1f6c6e2a11')
  return { code, out: tidy(out), err: tidy(err) }
}
