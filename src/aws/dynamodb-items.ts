import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb'
import { isKnownError, knownError } from '../core/errors.js'
import type { TableKeys } from './dynamodb.js'
import { explained, notAws } from './errors.js'

export type Item = Readonly<Record<string, AttributeValue>>

/** A table whose keys are known. */
export interface Table {
  readonly client: DynamoDBClient
  readonly name: string
  readonly keys: TableKeys
  readonly signal: AbortSignal
}

/** The key of an item; the range is null where the table has no sort key. */
export interface ItemKey {
  readonly hash: string
  readonly range: string | null
}

/** Under which condition an item is written: none has its key, or it has these attributes, and none of those names. */
export type ItemCondition = 'absent' | { readonly has: Item; readonly lacks: readonly string[] }

/** The item as it is now, not as it was a moment ago. */
export async function getItem(table: Table, key: ItemKey, uri: string): Promise<Item | null> {
  const command = new GetItemCommand({ TableName: table.name, Key: keyOf(table, key), ConsistentRead: true })
  const { Item: item } = await call(table, 'dynamodb:GetItem', uri, (options) => table.client.send(command, options))
  return item ?? null
}

/** Writes a whole item; `refused` = the condition does not hold. */
export async function putItem(
  table: Table,
  key: ItemKey,
  attributes: Item,
  condition: ItemCondition,
  uri: string,
): Promise<'written' | 'refused'> {
  const only =
    condition === 'absent'
      ? { ConditionExpression: 'attribute_not_exists(#name)', ExpressionAttributeNames: { '#name': table.keys.hash } }
      : expressionOf(condition)
  const command = new PutItemCommand({ TableName: table.name, Item: { ...attributes, ...keyOf(table, key) }, ...only })
  try {
    await call(table, 'dynamodb:PutItem', uri, (options) => table.client.send(command, options))
    return 'written'
  } catch (error) {
    if (isKnownError(error) && isRefusal(error.cause)) return 'refused'
    throw error
  }
}

/** No error where there is none. */
export async function deleteItem(table: Table, key: ItemKey, uri: string): Promise<void> {
  const command = new DeleteItemCommand({ TableName: table.name, Key: keyOf(table, key) })
  await call(table, 'dynamodb:DeleteItem', uri, (options) => table.client.send(command, options))
}

/** Sort keys of all items of a partition key, in UTF-8 order. */
export async function queryRanges(table: Table, hash: string, uri: string): Promise<string[]> {
  const { range } = table.keys
  const input = {
    TableName: table.name,
    KeyConditionExpression: '#hash = :hash',
    ProjectionExpression: '#range',
    ExpressionAttributeNames: { '#hash': table.keys.hash, '#range': range ?? '' },
    ExpressionAttributeValues: { ':hash': { S: hash } },
    ConsistentRead: true,
  }
  const items = await readPages(table, 'dynamodb:Query', uri, (page, options) =>
    table.client.send(new QueryCommand({ ...input, ...page }), options),
  )
  return items.map((item) => item[range ?? '']?.S ?? '')
}

/** Partition keys that begin so, in no order. Reads the whole table. */
export async function scanHashes(table: Table, prefix: string, uri: string): Promise<string[]> {
  const { hash } = table.keys
  const only =
    prefix === ''
      ? {}
      : { FilterExpression: 'begins_with(#hash, :prefix)', ExpressionAttributeValues: { ':prefix': { S: prefix } } }
  const input = {
    TableName: table.name,
    ProjectionExpression: '#hash',
    ExpressionAttributeNames: { '#hash': hash },
    ConsistentRead: true,
    ...only,
  }
  const items = await readPages(table, 'dynamodb:Scan', uri, (page, options) =>
    table.client.send(new ScanCommand({ ...input, ...page }), options),
  )
  return items.map((item) => item[hash]?.S ?? '')
}

function expressionOf({ has, lacks }: Exclude<ItemCondition, 'absent'>) {
  const present = Object.entries(has)
  const equal = present.map((_, index) => `#h${index} = :h${index}`)
  const absent = lacks.map((_, index) => `attribute_not_exists(#l${index})`)
  return {
    ConditionExpression: [...equal, ...absent].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([
      ...present.map(([name], index) => [`#h${index}`, name]),
      ...lacks.map((name, index) => [`#l${index}`, name]),
    ]),
    ExpressionAttributeValues: Object.fromEntries(present.map(([, value], index) => [`:h${index}`, value])),
  }
}

/** Attributes that a condition can compare: DynamoDB takes 300 operators and functions, in 4 KB. */
export const MOST_COMPARED = 140

function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException'
}

interface CallOptions {
  readonly abortSignal: AbortSignal
}

type Page = Pick<QueryCommandOutput, 'Items' | 'LastEvaluatedKey' | '$metadata'>

async function readPages(
  table: Table,
  action: string,
  uri: string,
  read: (page: { readonly ExclusiveStartKey?: Record<string, AttributeValue> }, options: CallOptions) => Promise<Page>,
): Promise<Item[]> {
  const items: Item[] = []
  const seen = new Set<string>()
  let start: Record<string, AttributeValue> | undefined
  do {
    const from = start === undefined ? {} : { ExclusiveStartKey: start }
    const { Items: page, LastEvaluatedKey: last } = await call(table, action, uri, (options) => read(from, options))
    if (page === undefined) throw notAws(`${action} on ${uri}`)
    items.push(...page)
    start = last
    const mark = JSON.stringify(start ?? null)
    if (seen.has(mark)) throw endless(`${action} on ${uri}`)
    seen.add(mark)
  } while (start !== undefined)
  return items
}

function endless(what: string): Error {
  return knownError('network', `${what}: the listing has no end, as the same page comes again`, {
    hint: 'check the endpoint: its server does not page as DynamoDB does (LastEvaluatedKey)',
  })
}

/** One call; where its answer has no request id it is not one of DynamoDB, whose success may else be empty. */
async function call<T extends { readonly $metadata: { readonly requestId?: string | undefined } }>(
  { signal }: Table,
  action: string,
  resource: string,
  send: (options: CallOptions) => Promise<T>,
): Promise<T> {
  // A signal of its own for each call: the SDK leaves its listeners behind.
  const output = await explained({ action, resource, signal }, () => send({ abortSignal: AbortSignal.any([signal]) }))
  if (output.$metadata.requestId === undefined) throw notAws(`${action} on ${resource}`)
  return output
}

function keyOf({ keys }: Table, { hash, range }: ItemKey): Record<string, AttributeValue> {
  return { [keys.hash]: { S: hash }, ...(keys.range !== null && range !== null && { [keys.range]: { S: range } }) }
}
