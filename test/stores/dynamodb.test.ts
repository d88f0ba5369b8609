import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { expect, it } from 'vitest'
import { dynamodbStore } from '../../src/stores/dynamodb.js'
import { readDocument } from '../../src/stores/read-document.js'
import { useDynamo } from '../support/dynamodb.js'
import { createTestIo } from '../support/test-io.js'

const dynamo = useDynamo()

it('keeps documents, and reads what somebody else wrote as JSON', async () => {
  await dynamo().createTable('docs', { hash: 'folder', range: 'name' })
  const store = dynamodbStore({ region: undefined }, createTestIo([]))
  expect(await store.create('dynamodb://docs/a/b', 'ä')).toMatchObject({ text: 'ä' })
  expect(await store.create('dynamodb://docs/a/b', 'b')).toBe('exists')
  expect(await store.list('dynamodb://docs/a/')).toEqual(['dynamodb://docs/a/b'])
  const old = await readDocument(store, 'dynamodb://docs/a/b')
  expect(await store.replace('dynamodb://docs/a/b', 'c', old)).toMatchObject({ text: 'c' })
  expect(await store.replace('dynamodb://docs/a/b', 'd', old)).toBe('changed')
  await dynamo().client.send(
    new PutItemCommand({ TableName: 'docs', Item: marshall({ folder: 'x', name: 'y', auc: 0.86, s: new Set(['b', 'a']) }) }),
  )
  expect((await readDocument(store, 'dynamodb://docs/x/y')).text).toBe('{"auc":0.86,"s":["a","b"]}')
})
