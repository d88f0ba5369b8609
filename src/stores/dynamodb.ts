import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoDB, type DynamoLocation, parseDynamoUri, readTableKeys, type TableKeys } from '../aws/dynamodb.js'
import {
  deleteItem,
  getItem,
  type ItemCondition,
  type ItemKey,
  putItem,
  queryRanges,
  scanHashes,
  type Table,
} from '../aws/dynamodb-items.js'
import type { DocumentStore, StoredDocument } from '../core/documents.js'
import { knownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import { documentOf, itemOf, unchanged } from './dynamodb-item.js'
import { storedText } from './text-revision.js'

/**
 * Documents in DynamoDB tables. With a sort key, the partition key is a document's folder and the sort key its
 * name, so that a folder is one query; without, the partition key is the whole path.
 */
export function dynamodbStore(settings: AwsSettings, world: World): DocumentStore {
  let opened: DynamoDBClient | null = null
  const known = new Map<string, Promise<TableKeys>>()
  const { signal } = world
  const tableOf = async ({ table: name }: DynamoLocation): Promise<Table> => {
    opened ??= createDynamoDB(settings, world)
    const asked = known.get(name) ?? readTableKeys(opened, name, signal)
    known.set(name, asked)
    try {
      return { client: opened, name, keys: await asked, signal }
    } catch (error) {
      known.delete(name)
      throw error
    }
  }
  const locate = async (uri: string) => {
    const location = parseDynamoUri(uri)
    const table = await tableOf(location)
    return { table, key: keyOf(uri, location, table.keys) }
  }
  const find = async (uri: string): Promise<StoredDocument | null> => {
    const { table, key } = await locate(uri)
    const item = await getItem(table, key, uri)
    return item === null ? null : await documentOf(item, table.keys, uri)
  }
  const write = async (uri: string, text: string, condition: ItemCondition): Promise<StoredDocument | null> => {
    const { table, key } = await locate(uri)
    const outcome = await putItem(table, key, await itemOf(text, uri, world.now()), condition, uri)
    if (outcome === 'written') return storedText(text)
    const present = await find(uri)
    return present?.text === text ? present : null
  }
  return {
    find,
    create: async (uri, text) => (await write(uri, text, 'absent')) ?? 'exists',
    async replace(uri, text, former) {
      const { table, key } = await locate(uri)
      // Read once more, as the condition needs the attributes themselves: they may be as large as an item.
      const item = await getItem(table, key, uri)
      if (item === null) return 'changed'
      const present = await documentOf(item, table.keys, uri)
      if (present.text === text) return present
      if (present.token !== former.token) return 'changed'
      return (await write(uri, text, unchanged(item, uri))) ?? 'changed'
    },
    async list(folder) {
      const location = parseDynamoUri(folder)
      const table = await tableOf(location)
      return await listFolder(folder, location.path, table)
    },
    async remove(uri) {
      const { table, key } = await locate(uri)
      await deleteItem(table, key, uri)
    },
    close: () => opened?.destroy(),
  }
}

function keyOf(uri: string, { path }: DynamoLocation, { range }: TableKeys): ItemKey {
  if (path === '' || path.endsWith('/')) {
    throw knownError('config', `${uri} names no document`, { hint: 'write dynamodb://TABLE/PATH without a slash at the end' })
  }
  if (range === null) return { hash: path, range: null }
  const at = path.lastIndexOf('/')
  return { hash: at === -1 ? TOP : path.slice(0, at), range: path.slice(at + 1) }
}

/** The folder of paths of one part. No other folder is called so, as no part of a path is empty. */
const TOP = '/'

async function listFolder(folder: string, path: string, table: Table): Promise<string[]> {
  if (table.keys.range !== null) {
    const names = await queryRanges(table, path === '' ? TOP : path.slice(0, -1), folder)
    return names.filter((name) => !name.includes('/')).map((name) => folder + name)
  }
  const paths = await scanHashes(table, path, folder)
  const direct = paths.filter((found) => found !== path && !found.slice(path.length).includes('/'))
  return direct.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((found) => folder + found.slice(path.length))
}
