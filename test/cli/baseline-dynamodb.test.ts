import { expect, it } from 'vitest'
import { useDynamo } from '../support/dynamodb.js'
import { projectOf, rowsOf } from '../support/evaluate-rows.js'
import { onlyEvaluation } from '../support/project.js'

const dynamo = useDynamo()

it.each([
  ['with a sort key', 'sorted', { hash: 'folder', range: 'name' }],
  ['without', 'plain', { hash: 'path' }],
])('a production score in a DynamoDB table %s is recorded, replaced, listed and rolled back', async (_, table, keys) => {
  await dynamo().createTable(table, keys)
  const rows = rowsOf('EU', 18, 20)
  const project = await projectOf({ model: { production: { score: `dynamodb://${table}/m` } }, rows })
  const at = (minute: number, ...argv: string[]) =>
    project.runWith({ now: () => new Date(Date.UTC(2026, 10, 15, 6, minute)) }, 'baseline', ...argv, '-m', 'm')
  const first = await at(0, 'record', '--note', 'first')
  expect([first.code, first.err]).toEqual([0, ''])
  expect((await at(1, 'set', '--score', '0.95', '--note', 'too good')).code).toBe(0)
  expect(onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json'))).toMatchObject({ verdict: 'drifted' })
  expect((await at(2, 'rollback')).code).toBe(0)
  const { revisions } = JSON.parse((await at(3, 'history', '-f', 'json')).out)
  expect(revisions.map(({ score }: { score: number }) => score)).toEqual([0.9, 0.95, 0.9])
  expect(onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json'))).toMatchObject({ verdict: 'healthy' })
})
