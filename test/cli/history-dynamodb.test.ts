import { expect, it } from 'vitest'
import { z } from 'zod'
import { useDynamo } from '../support/dynamodb.js'
import { churnModel, printedRecords } from '../support/history.js'
import { createProject } from '../support/project.js'

const dynamo = useDynamo()
let counter = 0

const Printed = z.object({ histories: z.array(z.object({ records: z.array(z.looseObject({ command: z.string() })) })) })

/** A project whose history is a table of its own. */
async function project() {
  const table = `history-${counter++}`
  await dynamo().createTable(table, { hash: 'folder', range: 'name' })
  return createProject({ m: churnModel({ retrain: undefined }) }, { history: `dynamodb://${table}/ctrain` })
}

it('runs are recorded in a table and listed from it, in their order', async () => {
  const { run, runWith } = await project()
  for (const minute of [2, 0, 1]) {
    const at = { user: `user-${minute}`, now: () => new Date(Date.UTC(2026, 10, 15, 6, minute)) }
    expect(await runWith(at, 'evaluate', '-m', 'm')).toMatchObject({ code: 0, err: '' })
  }
  const listed = await run('history', '-m', 'm', '--last', '2', '-f', 'json')
  expect(listed).toMatchObject({ code: 0, err: '' })
  expect(Printed.parse(JSON.parse(listed.out)).histories[0]?.records).toMatchObject([
    { who: 'user-1', verdict: 'drifted' },
    { who: 'user-2', verdict: 'drifted' },
  ])
})

it('twenty runs at once leave twenty records', async () => {
  const { run } = await project()
  const runs = await Promise.all(Array.from({ length: 20 }, () => run('evaluate', '-m', 'm')))
  expect(new Set(runs.map(({ code }) => code))).toEqual(new Set([0]))
  const { out } = await run('history', '-m', 'm', '-f', 'json')
  expect(Printed.parse(JSON.parse(out)).histories[0]?.records).toHaveLength(20)
})

it('a write whose answer is lost is one record', async () => {
  const { run } = await project()
  let lost = 0
  dynamo().onRequest = ({ operation }) => (operation === 'PutItem' && lost++ === 0 ? { kind: 'lostResponse' } : undefined)
  expect(await run('evaluate', '-m', 'm')).toMatchObject({ code: 0, err: '' })
  const { out } = await run('history', '-m', 'm', '-f', 'json')
  expect(Printed.parse(JSON.parse(out)).histories[0]?.records).toHaveLength(1)
})

it.each(['dynamodb:PutItem', 'no table'])(
  'a history that can’t be written (%s) is exit 3, with the record on stderr',
  async (why) => {
    const { run } =
      why === 'no table'
        ? createProject({ m: churnModel({ retrain: undefined }) }, { history: 'dynamodb://absent/' })
        : await project()
    dynamo().denied.add(why)
    const { code, err } = await run('evaluate', '-m', 'm')
    expect(code).toBe(3)
    expect(err).toMatch(/^error: the run was carried out, but this can't be recorded: /)
    expect(printedRecords(err)).toMatchObject([{ verdict: 'drifted', error: null }])
  },
)
