import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { TableKeys } from '../aws/dynamodb.js'
import { type Item, type ItemCondition, MOST_COMPARED } from '../aws/dynamodb-items.js'
import { canonicalJson, type Json } from '../core/canonical-json.js'
import type { StoredDocument } from '../core/documents.js'
import { knownError } from '../core/errors.js'
import { utf8Text } from '../core/utf8.js'
import { storedText, textRevision } from './text-revision.js'

/** The attributes of a document. Long texts are compressed, as an item has at most 400 KB. */
export async function itemOf(text: string, uri: string, now: Date): Promise<Item> {
  const rest = { revision: { S: textRevision(text) }, updatedAt: { S: now.toISOString() } }
  const bytes = Buffer.byteLength(text)
  if (bytes <= MOST_PLAIN_BYTES) return { document: { S: text }, ...rest }
  const compressed = await promisify(gzip)(text)
  if (compressed.length <= MOST_BYTES) return { documentGzip: { B: compressed }, ...rest }
  throw knownError(
    'data',
    `${uri} can't hold ${bytes} bytes (${compressed.length} compressed): DynamoDB has at most 400 KB an item`,
    {
      hint: 'keep the document in s3:// or in a local file',
    },
  )
}

const MOST_PLAIN_BYTES = 64 * 1024

/** Of the 400 KB, the rest is for keys, revision and time. */
const MOST_BYTES = 390 * 1024

/** The document that an item holds; of one that somebody else wrote its attributes as JSON. */
export async function documentOf(item: Item, keys: TableKeys, uri: string): Promise<StoredDocument> {
  const { document, documentGzip, revision } = item
  const text = document?.S ?? (documentGzip?.B === undefined ? undefined : await unpacked(documentGzip.B, uri))
  if (text !== undefined && revision?.S !== undefined) return storedText(text)
  const foreign = foreignText(item, keys)
  // Of different attributes the JSON may be the same: of a text and a long number, for one.
  return { text: foreign, revision: textRevision(foreign), token: `item:${textRevision(canonicalJson(rawJson(item)))}` }
}

/** That an item is still what was read. What ctrain wrote is known by its text; of what somebody else wrote every attribute counts. */
export function unchanged(item: Item, uri: string): Exclude<ItemCondition, 'absent'> {
  const lacks = DOCUMENT.filter((name) => item[name] === undefined)
  if (item['revision']?.S !== undefined && (item['document']?.S ?? item['documentGzip']?.B) !== undefined) {
    return { has: Object.fromEntries(Object.entries(item).filter(([name]) => DOCUMENT.includes(name))), lacks }
  }
  const count = Object.keys(item).length
  if (count <= MOST_COMPARED) return { has: item, lacks }
  throw knownError('data', `the item ${uri} was not written by ctrain, and has too many attributes to be replaced: ${count}`, {
    hint: `a condition of DynamoDB compares ${MOST_COMPARED}: delete the item first, or use another path`,
  })
}

const DOCUMENT: readonly string[] = ['document', 'documentGzip', 'revision']

async function unpacked(bytes: Uint8Array, uri: string): Promise<string> {
  try {
    return utf8Text(await promisify(gunzip)(bytes, { maxOutputLength: MOST_UNPACKED }), `documentGzip of ${uri}`)
  } catch (cause) {
    throw knownError('data', `documentGzip of ${uri} can't be unpacked`, {
      hint: 'it is damaged, or ctrain did not write it: delete the item, or write its document anew',
      cause,
    })
  }
}

/** Far more than any document has, so that no item fills the memory. */
const MOST_UNPACKED = 256 * 1024 * 1024

function foreignText(item: Item, { hash, range }: TableKeys): string {
  const own = Object.entries(item).filter(([name]) => name !== hash && name !== range)
  return canonicalJson(jsonOf(unmarshall(Object.fromEntries(own), { wrapNumbers: numberIn })))
}

/** Integers that a double can't hold stay texts. */
function numberIn(text: string): number | string {
  const number = Number(text)
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number
}

/** Attributes with their types, sets in one order. */
function rawJson(value: unknown, type = ''): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => rawJson(item))
    return SETS.has(type) ? sorted(items) : items
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return jsonOf(value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rawJson(item, key)]))
}

const SETS: ReadonlySet<string> = new Set(['SS', 'NS', 'BS'])

function sorted(items: readonly Json[]): Json[] {
  return items.toSorted((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1))
}

function jsonOf(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  // Sets have no order of their own.
  if (value instanceof Set) return sorted([...value].map(jsonOf))
  if (Array.isArray(value)) return value.map(jsonOf)
  return Object.fromEntries(Object.entries(Object(value)).map(([key, item]) => [key, jsonOf(item)]))
}
