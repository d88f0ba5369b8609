import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { expect, it } from 'vitest'
import { dynamodbStore } from '../../src/stores/dynamodb.js'
import { useDynamo } from '../support/dynamodb.js'
import { evaluateRows, rowsOf } from '../support/evaluate-rows.js'
import { createTestIo } from '../support/test-io.js'

const dynamo = useDynamo()
const rows = rowsOf('EU', 9, 10)

it('a production score is read from an item of DynamoDB that another service wrote', async () => {
  await dynamo().createTable('models', { hash: 'model' })
  await dynamo().client.send(new PutItemCommand({ TableName: 'models', Item: marshall({ model: 'churn', auc: 0.86 }) }))
  const { code, evaluation } = await evaluateRows({ model: { production: { score: 'dynamodb://models/churn#/auc' } }, rows })
  expect([code, evaluation.verdict]).toEqual([0, 'healthy'])
  expect(evaluation.production).toMatchObject({ score: 0.86, source: 'dynamodb://models/churn#/auc' })
})

it('a production score is read from a document in DynamoDB', async () => {
  await dynamo().createTable('documents', { hash: 'folder', range: 'name' })
  const store = dynamodbStore({ region: undefined }, createTestIo([]))
  await store.create('dynamodb://documents/scores/churn.json', '{"metrics": {"accuracy": 0.99}}')
  store.close()
  const production = { score: 'dynamodb://documents/scores/churn.json#/metrics/accuracy' }
  const { evaluation } = await evaluateRows({ model: { production }, rows })
  expect([evaluation.verdict, evaluation.production?.score]).toEqual(['drifted', 0.99])
})

it('an item that is not there is a data error that names it', async () => {
  await dynamo().createTable('empty', { hash: 'model' })
  const { code, err } = await evaluateRows({ model: { production: { score: 'dynamodb://empty/churn#/auc' } }, rows })
  expect(code).toBe(2)
  expect(err).toContain('there is no document dynamodb://empty/churn')
})
