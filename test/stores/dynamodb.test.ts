import { gzipSync } from 'node:zlib'
import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StoredDocument } from '../../src/core/documents.js'
import { dynamodbStore } from '../../src/stores/dynamodb.js'
import { readDocument } from '../../src/stores/read-document.js'
import { documentStoreContract } from '../contracts/document-store.js'
import { type DynamoFault, useDynamo } from '../support/dynamodb.js'
import { createTestIo } from '../support/test-io.js'

const dynamo = useDynamo()
let counter = 0

const open = (env: Readonly<Record<string, string>> = {}) =>
  dynamodbStore({ region: undefined }, createTestIo([], { env: { ...process.env, ...env } }))

const FOLDERS = { hash: 'folder', range: 'name' }
const PATHS = { hash: 'model' }

/** An empty table with one of the two layouts of keys. */
async function newTable(keys: { readonly hash: string; readonly range?: string }): Promise<string> {
  const table = `documents-${counter++}`
  await dynamo().createTable(table, keys)
  return table
}

/** What somebody else than ctrain writes. */
async function putItem(table: string, item: Readonly<Record<string, unknown>>): Promise<void> {
  await dynamo().client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }))
}

/** A number of more digits than a double holds. */
function precisely(digits: string): NumberValue {
  return NumberValue.from(digits)
}

async function itemAt(table: string, key: Record<string, AttributeValue>) {
  return (await dynamo().client.send(new GetItemCommand({ TableName: table, Key: key }))).Item
}

function once(fault: DynamoFault, operation = 'PutItem') {
  let left = 1
  return (request: { readonly operation: string }) => (request.operation === operation && left-- > 0 ? fault : undefined)
}

function setup(keys: { readonly hash: string; readonly range?: string }) {
  return async () => {
    const table = await newTable(keys)
    return {
      folder: `dynamodb://${table}/history/runs/`,
      open,
      deny(what: 'read' | 'write') {
        const action = what === 'read' ? 'dynamodb:GetItem' : 'dynamodb:PutItem'
        dynamo().denied.add(action)
        return new RegExp(`^access denied: ${action} on dynamodb://${table}/history/runs/\\w+\\.json: .*table/${table}`)
      },
      spoil(how: 'late' | 'lostResponse') {
        dynamo().onRequest = once(how === 'late' ? { kind: 'late', ms: 1500 } : { kind: 'lostResponse' })
      },
      restore: () => dynamo().denied.clear(),
    }
  }
}

documentStoreContract('dynamodb, with a sort key', setup(FOLDERS))
documentStoreContract('dynamodb, with a partition key only', setup(PATHS))

afterEach(() => {
  dynamo().onRequest = undefined
})

describe('the items of documents', () => {
  it('with a sort key are in the partition of their folder; the top folder is called /', async () => {
    const table = await newTable(FOLDERS)
    await open().create(`dynamodb://${table}/a/b/c.json`, '1')
    await open().create(`dynamodb://${table}/churn`, '2')
    await open().create(`dynamodb://${table}/churn/churn`, '3')
    const revision = { S: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }
    const rest = { revision, updatedAt: { S: '2026-11-15T06:00:00.000Z' } }
    const deep = { folder: { S: 'a/b' }, name: { S: 'c.json' } }
    const top = { folder: { S: '/' }, name: { S: 'churn' } }
    expect(await itemAt(table, deep)).toEqual({ ...deep, document: { S: '1' }, ...rest })
    expect(await itemAt(table, top)).toEqual({ ...top, document: { S: '2' }, ...rest })
    expect(await open().list(`dynamodb://${table}/`)).toEqual([`dynamodb://${table}/churn`])
    expect(await open().list(`dynamodb://${table}/churn/`)).toEqual([`dynamodb://${table}/churn/churn`])
  })

  it('without one are at their whole path', async () => {
    const table = await newTable(PATHS)
    await open().create(`dynamodb://${table}/a/b/c.json`, '1')
    await open().create(`dynamodb://${table}/churn`, '2')
    expect(await itemAt(table, { model: { S: 'a/b/c.json' } })).toMatchObject({ document: { S: '1' } })
    expect(await open().list(`dynamodb://${table}/`)).toEqual([`dynamodb://${table}/churn`])
  })

  it('of more than 64 KB are compressed; what has no room even so is refused before the call', async () => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/large.json`
    const text = JSON.stringify(Array.from({ length: 100_000 }, (_, index) => index))
    await open().create(uri, text)
    expect(await itemAt(table, { model: { S: 'large.json' } })).toMatchObject({ documentGzip: { B: expect.any(Uint8Array) } })
    expect((await readDocument(open(), uri)).text).toBe(text)
    let state = 1
    const noise = Array.from({ length: 600_000 }, () => {
      state = (state * 48271) % 2147483647
      return String.fromCharCode(32 + (state % 95))
    }).join('')
    const requests = dynamo().requests.length
    await expect(open().create(`dynamodb://${table}/noise`, noise)).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringMatching(/noise can't hold 600000 bytes \(\d+ compressed\): DynamoDB has at most 400 KB an item$/),
    })
    expect(
      dynamo()
        .requests.slice(requests)
        .map(({ operation }) => operation),
    ).toEqual(['DescribeTable'])
  })

  it('are listed page by page', async () => {
    for (const keys of [FOLDERS, PATHS]) {
      const table = await newTable(keys)
      const padding = 'x'.repeat(60_000)
      const names = Array.from({ length: 40 }, (_, index) => `run-${String(index).padStart(2, '0')}.json`)
      await Promise.all(names.map((name, index) => open().create(`dynamodb://${table}/runs/${name}`, `${index}${padding}`)))
      const before = dynamo().requests.length
      expect(await open().list(`dynamodb://${table}/runs/`)).toEqual(names.map((name) => `dynamodb://${table}/runs/${name}`))
      const pages = dynamo()
        .requests.slice(before)
        .filter(({ operation }) => operation === 'Query' || operation === 'Scan')
      expect(pages.length).toBeGreaterThan(1)
    }
  })

  it('whose compressed text is damaged are an error that says which', async () => {
    const table = await newTable(PATHS)
    await putItem(table, { model: 'p', documentGzip: Buffer.from('no gzip'), revision: 'sha256:1' })
    await expect(open().find(`dynamodb://${table}/p`)).rejects.toMatchObject({
      kind: 'data',
      message: `documentGzip of dynamodb://${table}/p can't be unpacked`,
    })
  })

  it('that were changed by hand have another revision, and can still be replaced', async () => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/p`
    const before = wrote(await open().create(uri, '1'))
    await putItem(table, { model: 'p', document: '2', revision: before.revision })
    const after = await readDocument(open(), uri)
    expect(after).toMatchObject({ text: '2' })
    expect(after.revision).not.toBe(before.revision)
    expect(await open().replace(uri, '3', after)).toMatchObject({ text: '3' })
  })
})

describe('a document that somebody else edits', () => {
  it.each([
    ['short', '{"score":0.86}', { document: '{"score":0.9}' }],
    ['compressed', JSON.stringify('x'.repeat(100_000)), { documentGzip: gzipSync('{"score":0.9}') }],
  ])('is changed, though its revision stays, before the replacing and during it: %s', async (_, text, edit) => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/p`
    const former = wrote(await open().create(uri, text))
    const [[name, value] = []] = Object.entries(marshall(edit))
    const change = async () => {
      await dynamo().client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { model: { S: 'p' } },
          UpdateExpression: 'SET #d = :d',
          ExpressionAttributeNames: { '#d': name ?? '' },
          ExpressionAttributeValues: { ':d': value ?? { NULL: true } },
        }),
      )
    }
    dynamo().onRequest = once({ kind: 'then', run: change })
    expect(await open().replace(uri, '{"score":0.88}', former)).toBe('changed')
    expect((await readDocument(open(), uri)).text).toBe('{"score":0.9}')
    expect(await open().replace(uri, '{"score":0.88}', former)).toBe('changed')
    expect((await readDocument(open(), uri)).text).toBe('{"score":0.9}')
  })
})

describe('an item that somebody else wrote', () => {
  it('is read as JSON of its attributes, the keys left out', async () => {
    const table = await newTable(PATHS)
    const item = {
      model: 'churn',
      auc: 0.86,
      rows: 12_345,
      id: 12_345_678_901_234_567_890n,
      note: 'größer',
      tags: new Set(['b', 'a']),
      nested: { list: [1, null, true], bytes: new Uint8Array([1, 2]) },
    }
    await putItem(table, item)
    const found = await readDocument(open(), `dynamodb://${table}/churn`)
    expect(found.text).toBe(
      '{"auc":0.86,"id":"12345678901234567890","nested":{"bytes":"AQI=","list":[1,null,true]},"note":"größer","rows":12345,"tags":["a","b"]}',
    )
    expect((await readDocument(open(), `dynamodb://${table}/churn`)).revision).toBe(found.revision)
    await putItem(table, { ...item, auc: 0.87 })
    expect((await readDocument(open(), `dynamodb://${table}/churn`)).revision).not.toBe(found.revision)
  })

  const VARIED = {
    auc: 0.86,
    precise: precisely('0.12345678901234567890123456789012345678'),
    revision: 7,
    document: null,
    note: '',
    isLive: false,
    tags: new Set(['b', 'a']),
    counts: new Set([3, 10, 1]),
    bytes: new Uint8Array([0, 255]),
  }

  it.each<[string, Record<string, unknown>]>([
    ['of a number', { auc: 0.86 }],
    ['without attributes', {}],
    ['of all types', VARIED],
    ['of as many attributes as a condition can compare', attributes(138)],
  ])('%s is not created anew, but replaced by who has read it', async (_, item) => {
    const table = await newTable(FOLDERS)
    const uri = `dynamodb://${table}/models/churn`
    await putItem(table, { folder: 'models', name: 'churn', ...item })
    const found = await readDocument(open(), uri)
    expect(await open().create(uri, '1')).toBe('exists')
    expect(await open().find(uri)).toEqual(found)
    const replaced = wrote(await open().replace(uri, '1', found))
    expect(await open().find(uri)).toEqual(replaced)
    expect(replaced.text).toBe('1')
    expect(await open().replace(uri, '2', found)).toBe('changed')
  })

  it('is compared with nested attributes as they were read', async () => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/churn`
    const nested = { metrics: { auc: 0.86, by: [{ region: 'EU' }] }, list: [1, 'a', null] }
    await putItem(table, { model: 'churn', ...nested })
    const found = await readDocument(open(), uri)
    const before = dynamo().requests.length
    // dynalite, unlike DynamoDB, compares no maps and no lists of maps: what counts is what it was asked.
    await open().replace(uri, '1', found)
    const [put] = dynamo()
      .requests.slice(before)
      .filter(({ operation }) => operation === 'PutItem')
    expect(put?.input).toMatchObject({
      ConditionExpression:
        '#h0 = :h0 AND #h1 = :h1 AND #h2 = :h2 AND attribute_not_exists(#l0) AND attribute_not_exists(#l1) AND attribute_not_exists(#l2)',
      ExpressionAttributeNames: { '#l0': 'document', '#l1': 'documentGzip', '#l2': 'revision' },
    })
    const { ExpressionAttributeValues: values = {} } = put?.input ?? {}
    expect(Object.values(Object(values))).toEqual(expect.arrayContaining(Object.values(marshall({ model: 'churn', ...nested }))))
  })

  it.each<[string, Record<string, unknown>]>([
    ['another number', { ...VARIED, auc: 0.87 }],
    ['a number that differs in its last digit', { ...VARIED, precise: precisely('0.12345678901234567890123456789012345679') }],
    ['a number as a text', { ...VARIED, auc: '0.86' }],
    ['another set', { ...VARIED, tags: new Set(['b', 'c']) }],
    ['an attribute less', { auc: 0.86 }],
    ['a document of ctrain', { document: '2', revision: 'sha256:2' }],
  ])('is changed where it is %s, before the replacing and during it', async (_, other) => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/churn`
    const change = () => putItem(table, { model: 'churn', ...other })
    await putItem(table, { model: 'churn', ...VARIED })
    const found = await readDocument(open(), uri)
    await change()
    const after = await itemAt(table, { model: { S: 'churn' } })
    expect(await open().replace(uri, '1', found)).toBe('changed')
    await putItem(table, { model: 'churn', ...VARIED })
    dynamo().onRequest = once({ kind: 'then', run: change })
    expect(await open().replace(uri, '1', found)).toBe('changed')
    expect(await itemAt(table, { model: { S: 'churn' } })).toEqual(after)
  })

  it('of more attributes than a condition can compare is not replaced, and says why', async () => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/churn`
    await putItem(table, { model: 'churn', ...attributes(140) })
    const found = await readDocument(open(), uri)
    await expect(open().replace(uri, '1', found)).rejects.toMatchObject({
      kind: 'data',
      message: `the item ${uri} was not written by ctrain, and has too many attributes to be replaced: 141`,
      hint: 'a condition of DynamoDB compares 140: delete the item first, or use another path',
    })
    expect(await open().find(uri)).toEqual(found)
  })

  it('in place of a document that was read means that it changed', async () => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/churn`
    const former = wrote(await open().create(uri, '1'))
    await putItem(table, { model: 'churn', auc: 0.86 })
    expect(await open().replace(uri, '2', former)).toBe('changed')
  })
})

describe('DynamoDB', () => {
  beforeAll(() => dynamo().createTable('table', PATHS))

  it('is asked once for the keys of a table', async () => {
    const table = await newTable(FOLDERS)
    const before = dynamo().requests.length
    const store = open()
    await Promise.all([store.find(`dynamodb://${table}/a/b`), store.find(`dynamodb://${table}/a/c`)])
    await store.list(`dynamodb://${table}/a/`)
    const described = dynamo()
      .requests.slice(before)
      .filter(({ operation }) => operation === 'DescribeTable')
    expect(described).toHaveLength(1)
  })

  it.each([
    [{ hash: 'id', type: 'N' }, 'id (HASH, N)'],
    [{ hash: 'document' }, 'document (HASH, S)'],
    [{ hash: 'folder', range: 'revision' }, 'folder (HASH, S) and revision (RANGE, S)'],
  ] as const)('a table with other keys is refused, and told which it needs: %j', async (keys, has) => {
    const table = `other-${counter++}`
    await dynamo().createTable(table, keys)
    await expect(open().find(`dynamodb://${table}/p`)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(
        new RegExp(
          `the DynamoDB table arn:aws:dynamodb:.*/${table} can't hold documents: its key is ${has.replaceAll(/[()]/g, '\\$&')}`,
        ),
      ),
      hint: expect.stringContaining('a partition key and a sort key, or a partition key only, all of type S'),
    })
  })

  it.each([
    ['dynamodb://x/p', 'names no DynamoDB table'],
    ['dynamodb:///p', 'names no DynamoDB table'],
    ['dynamodb://table', 'names no document'],
    ['dynamodb://table/', 'names no document'],
    ['dynamodb://table/a/', 'names no document'],
    ['dynamodb://table//a', 'has an empty part in its path'],
    ['dynamodb://table/a//b', 'has an empty part in its path'],
  ])('%s is a config error', async (uri, message) => {
    if (
      (await dynamo()
        .createTable('table', PATHS)
        .catch((error: Error) => error.name)) === undefined
    )
      counter++
    await expect(open().find(uri)).rejects.toMatchObject({ kind: 'config', message: `${uri} ${message}` })
  })

  it('without that table says so', async () => {
    await expect(open().find('dynamodb://no-table/p')).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining('there is no DynamoDB table no-table: dynamodb:DescribeTable on dynamodb://no-table'),
    })
    const table = await newTable(PATHS)
    const store = open()
    expect(await store.find(`dynamodb://${table}/p`)).toBeNull()
    dynamo().onRequest = () => ({ kind: 'status', status: 400, type: 'ResourceNotFoundException' })
    await expect(store.create(`dynamodb://${table}/p`, '1')).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining(`there is no DynamoDB table ${table}: dynamodb:PutItem on dynamodb://${table}/p`),
    })
  })

  it.each([
    ['DescribeTable', 'find'],
    ['GetItem', 'find'],
    ['PutItem', 'create'],
    ['DeleteItem', 'remove'],
    ['Query', 'list'],
  ] as const)('that denies %s names the action and the table', async (operation, call) => {
    const table = await newTable(FOLDERS)
    const uri = `dynamodb://${table}/a/p`
    dynamo().denied.add(`dynamodb:${operation}`)
    const store = open()
    const calls = {
      find: () => store.find(uri),
      create: () => store.create(uri, '1'),
      remove: () => store.remove(uri),
      list: () => store.list(`dynamodb://${table}/a/`),
    }
    await expect(calls[call]()).rejects.toMatchObject({
      kind: 'permission',
      message: expect.stringContaining(`access denied: dynamodb:${operation} on dynamodb://${table}`),
      hint: `allow dynamodb:${operation} on arn:aws:dynamodb:*:*:table/${table} in the policy of the role`,
    })
  })

  it.each([
    ['ProvisionedThroughputExceededException', 'aws', 'AWS asks for fewer requests', /more capacity/],
    ['ValidationException', 'data', 'DynamoDB does not take the request', /a folder may have 2048 bytes/],
    ['UnrecognizedClientException', 'permission', 'AWS does not accept the credentials', /access key/],
    ['ExpiredTokenException', 'permission', 'the credentials have expired', /refresh/],
  ])('that answers %s is explained', async (type, kind, says, hint) => {
    const table = await newTable(PATHS)
    dynamo().onRequest = () => ({ kind: 'status', status: 400, type })
    await expect(open().find(`dynamodb://${table}/p`)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(says),
      hint: expect.stringMatching(hint),
    })
  })

  it('that fails once is asked again; that can not be reached is a network error', async () => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/p`
    for (const fault of [{ kind: 'status', status: 500, type: 'InternalServerError' }, { kind: 'reset' }] as const) {
      dynamo().onRequest = once(fault, 'GetItem')
      expect(await open().find(uri)).toBeNull()
    }
    dynamo().onRequest = () => ({ kind: 'reset' })
    await expect(open().find(uri)).rejects.toMatchObject({
      kind: 'network',
      hint: expect.stringContaining('AWS_ENDPOINT_URL_DYNAMODB'),
    })
  })

  it.each(['<html>please log in</html>', '', '{}'])(
    'is not what answers %j: neither an absent document nor a success',
    async (body) => {
      const table = await newTable(FOLDERS)
      const uri = `dynamodb://${table}/a/p`
      const store = open()
      const former = wrote(await store.create(uri, '1'))
      dynamo().onRequest = () => ({ kind: 'page', body })
      const notAws = { kind: 'network', message: expect.stringContaining('the answer is not one of AWS') }
      await expect(open().find(uri)).rejects.toMatchObject(notAws)
      await expect(store.find(uri)).rejects.toMatchObject(notAws)
      await expect(store.replace(uri, '2', former)).rejects.toMatchObject(notAws)
      await expect(store.remove(uri)).rejects.toMatchObject(notAws)
      await expect(store.list(`dynamodb://${table}/a/`)).rejects.toMatchObject(notAws)
    },
  )

  it('whose listing has no end is given up', async () => {
    const table = await newTable(FOLDERS)
    dynamo().onRequest = ({ operation }) => (operation === 'Query' ? { kind: 'endless' } : undefined)
    await expect(open().list(`dynamodb://${table}/a/`)).rejects.toMatchObject({
      kind: 'network',
      message: expect.stringContaining('the listing has no end'),
    })
  })

  it('is no longer waited for when the run is interrupted', async () => {
    const table = await newTable(PATHS)
    const abort = new AbortController()
    const store = dynamodbStore({ region: undefined }, createTestIo([], { signal: abort.signal }))
    await store.find(`dynamodb://${table}/p`)
    dynamo().onRequest = () => {
      setTimeout(() => abort.abort(), 50)
      return { kind: 'late', ms: 5000 }
    }
    await expect(store.find(`dynamodb://${table}/p`)).rejects.toMatchObject({ kind: 'interrupted' })
  })

  it('may delete a document just before it is replaced', async () => {
    const table = await newTable(PATHS)
    const uri = `dynamodb://${table}/p`
    const former = wrote(await open().create(uri, '1'))
    const run = async () => {
      await dynamo().client.send(new DeleteItemCommand({ TableName: table, Key: { model: { S: 'p' } } }))
    }
    dynamo().onRequest = once({ kind: 'then', run })
    expect(await open().replace(uri, '2', former)).toBe('changed')
  })
})

function attributes(count: number): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`attribute number ${index}`, index]))
}

function wrote(outcome: StoredDocument | 'exists' | 'changed'): StoredDocument {
  if (typeof outcome === 'string') throw new Error(`not written: ${outcome}`)
  return outcome
}
