import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
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

/** A project whose production score is an item that another program wrote. */
async function onForeignItem(table: string) {
  const { client, createTable } = dynamo()
  await createTable(table, { hash: 'pk' })
  await client.send(new PutItemCommand({ TableName: table, Item: { ...KEY, score: { N: '0.86' }, tags: { SS: ['b', 'a'] } } }))
  const rows = rowsOf('EU', 18, 20)
  return await projectOf({ model: { production: { score: `dynamodb://${table}/foreign` } }, rows })
}

const KEY = { pk: { S: 'foreign' } }

async function itemOf(table: string) {
  return (await dynamo().client.send(new GetItemCommand({ TableName: table, Key: KEY, ConsistentRead: true }))).Item
}

it('an item of another program is replaced by the recorded score, and stays in the archive', async () => {
  const project = await onForeignItem('others')
  const recorded = await project.run('baseline', 'record', '-m', 'm')
  expect([recorded.code, recorded.err]).toEqual([0, ''])
  expect(JSON.parse((await itemOf('others'))?.['document']?.S ?? '')).toMatchObject({ model: 'm', score: 0.9 })
  expect(JSON.parse((await project.run('baseline', 'history', '-m', 'm', '-f', 'json')).out).revisions).toMatchObject([
    { score: 0.9 },
    { score: 0.86 },
  ])
  expect((await project.run('baseline', 'rollback', '-m', 'm')).code).toBe(0)
  expect((await itemOf('others'))?.['document']).toEqual({ S: '{"score":0.86,"tags":["a","b"]}' })
})

it('an item of another program that is edited meanwhile is not overwritten', async () => {
  const project = await onForeignItem('edited')
  let isEdited = false
  dynamo().onRequest = ({ operation, input }) => {
    const isReplacement = operation === 'PutItem' && JSON.stringify(input['Item']).includes('"pk":{"S":"foreign"}')
    if (!isReplacement || isEdited) return undefined
    isEdited = true
    const edit = {
      UpdateExpression: 'SET #s = :s',
      ExpressionAttributeNames: { '#s': 'score' },
      ExpressionAttributeValues: { ':s': { N: '0.87' } },
    }
    const run = async () => {
      await dynamo().client.send(new UpdateItemCommand({ TableName: 'edited', Key: KEY, ...edit }))
    }
    return { kind: 'then', run }
  }
  const run = await project.run('baseline', 'record', '-m', 'm')
  expect([run.code, run.err]).toEqual([2, expect.stringContaining('dynamodb://edited/foreign was changed meanwhile')])
  expect(isEdited).toBe(true)
  expect(await itemOf('edited')).toMatchObject({ score: { N: '0.87' } })
})
