import { execFileSync } from 'node:child_process'
import { z } from 'zod'
import type { Block } from './blocks.js'
import { moduleOf } from './check-code.js'
import { SECRET } from './config.js'
import { inWorld } from './worlds.js'

const Signed = z.object({
  isFromCtrain: z.custom<(header: string, body: Buffer, secret: string) => boolean>((value) => typeof value === 'function'),
})

export async function signatureProblemsInJs({ text }: Block): Promise<string[]> {
  const { isFromCtrain } = Signed.parse(await import(moduleOf(text)))
  return signatureProblems((header, body, secret) => isFromCtrain(header, Buffer.from(body), secret))
}

export async function signatureProblemsInPython({ text }: Block): Promise<string[]> {
  const ask = `${text}\nimport sys\nprint(is_from_ctrain(sys.argv[1], sys.argv[2].encode(), sys.argv[3]))`
  return signatureProblems((...words) => execFileSync('python3', ['-c', ask, ...words], { encoding: 'utf8' }).trim() === 'True')
}

async function signatureProblems(accepts: (header: string, body: string, secret: string) => boolean): Promise<string[]> {
  const [post] = await inWorld('notified', async (world) => {
    await world.runToday('evaluate', '--model', 'churn')
    return world.webhook.posts
  })
  const { headers = {}, body = '' } = post ?? {}
  const header = headers['x-ctrain-signature'] ?? ''
  return [
    ...(accepts(header, body, SECRET) ? [] : ['it refuses what ctrain has signed']),
    ...(accepts(header, body, `${SECRET}!`) ? ['it takes what was signed with another secret'] : []),
    ...(accepts(header, `${body} `, SECRET) ? ['it takes another body'] : []),
  ]
}

export async function filterPolicyProblems({ text }: Block): Promise<string[]> {
  const [run, test] = await inWorld('notified', async (world) => {
    await world.run('evaluate', '--model', 'churn')
    await world.run('notify', '--test', '--model', 'churn')
    return world.sns.messages.map(({ attributes }) =>
      Object.fromEntries(
        Object.entries(attributes).map(([name, { type, value }]) => [name, type === 'String.Array' ? JSON.parse(value) : value]),
      ),
    )
  })
  return onlyReal(JSON.parse(text), run, test)
}

export async function eventPatternProblems({ text }: Block): Promise<string[]> {
  const [run, test] = await inWorld('notified', async (world) => {
    await world.run('retrain-if-drifted', '--model', 'churn')
    await world.run('notify', '--test', '--model', 'churn')
    return world.bus.events.map(({ Source, Detail }) => ({ source: Source, detail: JSON.parse(Detail) }))
  })
  return onlyReal(JSON.parse(text), run, test)
}

function onlyReal(pattern: unknown, run: unknown, test: unknown): string[] {
  if (run === undefined || test === undefined) return ['nothing was sent']
  return [
    ...(matches(pattern, run) ? [] : [`it passes over ${JSON.stringify(run).slice(0, 300)}`]),
    ...(matches(pattern, test) ? [`it takes ${JSON.stringify(test).slice(0, 300)}`] : []),
  ]
}

/** A list in a pattern has the values that will do; of a list of values, one is enough. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return [value].flat().some((each) => pattern.includes(each))
  const values = new Map(Object.entries(value ?? {}))
  return Object.entries(pattern ?? {}).every(([key, part]) => matches(part, values.get(key)))
}
