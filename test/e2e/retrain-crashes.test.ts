import pMap from 'p-map'
import { describe, expect, it } from 'vitest'
import { type Blow, type HistoryKind, startTriggerWorld, type TriggerWorld } from '../support/trigger-world.js'

/** The same steps as after a verdict, without the seconds that reading data takes. */
const COMMAND = ['retrain', '-m', 'm', '-f', 'json']
const RACE = ['retrain-if-drifted', '-m', 'm', '-f', 'json']
const CHANGES = /^(Put|Delete|Start|Copy|Complete)/

async function withWorld<T>(kind: HistoryKind, work: (world: TriggerWorld) => Promise<T>): Promise<T> {
  const world = await startTriggerWorld(kind)
  return await work(world).finally(world.close)
}

/** Every request of a run that nothing goes wrong with. */
async function requestsOf(kind: HistoryKind): Promise<readonly string[]> {
  return await withWorld(kind, async (world) => {
    const { code, err } = await world.runHere(...COMMAND)
    expect([code, err]).toEqual([0, ''])
    return world.requests
  })
}

/** One execution, and records that say the same as Step Functions. */
async function expectOneTraining(world: TriggerWorld, where: string): Promise<void> {
  const [execution, ...others] = world.executions()
  expect(others, where).toEqual([])
  const { reservations, starts } = await world.records()
  expect(
    reservations.map(({ input, executionName, attempt }) => [input, executionName, attempt]),
    where,
  ).toEqual([[execution?.input, execution?.name, 1]])
  expect(
    starts.map(({ executionArn, executionName, attempt }) => [executionArn, executionName, attempt]),
    where,
  ).toEqual([[execution?.arn, execution?.name, 1]])
}

function statusOf(out: string): unknown {
  return JSON.parse(out).evaluations[0].retrain.status
}

describe.each(['s3', 'local', 'dynamodb'] as const)('with its history in %s', (kind) => {
  // Killed before a request is as killed after the one before it; only S3 is held to both.
  it.each(kind === 's3' ? (['killed before', 'killed after'] as const) : (['killed after'] as const))(
    'a process that is %s any of its requests is applied leads on the next run to exactly one execution',
    async (blow) => {
      const requests = await requestsOf(kind)
      expect(requests).toContain('StartExecution')
      // A request that changes nothing leaves what the one before it left.
      const struck = [...requests.entries()].filter(([, name]) => blow === 'killed after' || CHANGES.test(name))
      await pMap(struck, ([at, name]) => crash(kind, at, blow, `${blow}: ${at} ${name}`), { concurrency: 2 })
    },
    600_000,
  )

  it('any request whose answer is lost is tried again, and one execution starts', async () => {
    const requests = await requestsOf(kind)
    const lose = async ([at, name]: readonly [number, string]) =>
      await withWorld(kind, async (world) => {
        world.strikes = { at, blow: 'answer lost' }
        const { code, err, out } = await world.runHere(...COMMAND)
        expect([code, err], `${at} ${name}`).toEqual([0, ''])
        expect(['started', 'joined']).toContain(statusOf(out))
        expect(world.requests.length).toBeGreaterThan(requests.length)
        await expectOneTraining(world, `${at} ${name}`)
      })
    await pMap([...requests.entries()], lose, { concurrency: 2 })
  }, 600_000)

  it('twenty processes that race on one drift event start one execution, with the input of one reservation', async () => {
    await withWorld(kind, async (world) => {
      const ended = await Promise.all(
        Array.from({ length: 20 }, (_, index) => world.run(...(index % 5 === 0 ? RACE : COMMAND)).done),
      )
      expect(ended.map(({ code, err }) => [code, err])).toEqual(Array.from({ length: 20 }, () => [0, '']))
      const statuses = ended.map(({ out }) => statusOf(out))
      expect(statuses).toContain('started')
      expect(statuses.filter((status) => status !== 'started' && status !== 'joined')).toEqual([])
      await expectOneTraining(world, 'race')
    })
  }, 600_000)
})

async function crash(kind: HistoryKind, at: number, blow: Blow, where: string): Promise<void> {
  await withWorld(kind, async (world) => {
    world.strikes = { at, blow }
    expect((await world.run(...COMMAND).done).signal, where).toBe('SIGKILL')
    world.strikes = null
    const { code, err, out } = await world.runHere(...COMMAND)
    expect([code, err], where).toEqual([0, ''])
    expect(['started', 'joined'], where).toContain(statusOf(out))
    await expectOneTraining(world, where)
  })
}
