import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { knownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import { clientConfig, regionOf } from './client-config.js'
import { explained, notAws } from './errors.js'
import { hideCredentials } from './hide-credentials.js'

export interface DynamoLocation {
  readonly table: string
  /** May be empty: the whole table. */
  readonly path: string
}

/** Names of the attributes that are a table's key, both texts; null = it has no sort key. */
export interface TableKeys {
  readonly hash: string
  readonly range: string | null
}

/** A client of the default credential chain; the endpoint is that of the environment or the profile, if any. */
export function createDynamoDB(settings: AwsSettings, world: World): DynamoDBClient {
  return hideCredentials(new DynamoDBClient(clientConfig(regionOf(settings.region, world), world)))
}

/** Splits `dynamodb://table/a/b/c`. No part of the path is empty, except the last of a folder's. */
export function parseDynamoUri(uri: string): DynamoLocation {
  const [, table, path = ''] = /^dynamodb:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? []
  if (table === undefined || !TABLE_NAME.test(table)) {
    throw knownError('config', `${uri} names no DynamoDB table`, {
      hint: 'write dynamodb://TABLE/PATH; names of tables have 3 to 255 letters, digits, _, - and .',
    })
  }
  if (/^\/|\/\//.test(path)) {
    throw knownError('config', `${uri} has an empty part in its path`, {
      hint: 'write dynamodb://TABLE/PATH with single slashes',
    })
  }
  return { table, path }
}

const TABLE_NAME = /^[\w.-]{3,255}$/

/** Asks which attributes are the table's key; refuses keys that can't hold a path. */
export async function readTableKeys(client: DynamoDBClient, table: string, signal: AbortSignal): Promise<TableKeys> {
  const attempt = { action: 'dynamodb:DescribeTable', resource: `dynamodb://${table}`, signal }
  const { Table: found } = await explained(attempt, () =>
    client.send(new DescribeTableCommand({ TableName: table }), { abortSignal: AbortSignal.any([signal]) }),
  )
  if (found?.KeySchema === undefined) throw notAws(`${attempt.action} on ${attempt.resource}`)
  const types = new Map(
    (found.AttributeDefinitions ?? []).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  )
  const keys = found.KeySchema.map(({ AttributeName: name = '', KeyType }) => ({ name, KeyType, type: types.get(name) }))
  const hash = keys.find(({ KeyType }) => KeyType === 'HASH')
  const range = keys.find(({ KeyType }) => KeyType === 'RANGE')
  const isUsable = keys.every(({ name, type }) => type === 'S' && !OWN_ATTRIBUTES.has(name))
  if (hash !== undefined && isUsable) return { hash: hash.name, range: range?.name ?? null }
  const has = keys.map(({ name, KeyType, type }) => `${name} (${KeyType}, ${type})`).join(' and ')
  throw knownError('config', `the DynamoDB table ${found.TableArn ?? table} can't hold documents: its key is ${has}`, {
    hint: `use a table with a partition key and a sort key, or a partition key only, all of type S and none named ${[...OWN_ATTRIBUTES].join(', ')}`,
  })
}

/** Attributes of the documents, which no key may be. */
const OWN_ATTRIBUTES: ReadonlySet<string> = new Set(['document', 'documentGzip', 'revision', 'updatedAt'])
