import type { DocumentStore } from '../core/documents.js'
import type { AwsSettings, World } from '../core/ports.js'

/** Document stores by URI scheme, loaded when used. */
export const DOCUMENT_STORES = {
  file: async (_settings: AwsSettings, world: World): Promise<DocumentStore> => (await import('./local.js')).localStore(world),
  s3: async (settings: AwsSettings, world: World): Promise<DocumentStore> => (await import('./s3.js')).s3Store(settings, world),
  dynamodb: async (settings: AwsSettings, world: World): Promise<DocumentStore> =>
    (await import('./dynamodb.js')).dynamodbStore(settings, world),
} as const

export type StoreScheme = keyof typeof DOCUMENT_STORES

/** The scheme of a document's URI; whatever has none is a local path. Null = no store knows it. */
export function storeSchemeOf(uri: string): StoreScheme | null {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri) ?? []
  if (scheme === undefined) return 'file'
  return Object.keys(DOCUMENT_STORES).find((name): name is StoreScheme => name === scheme && name !== 'file') ?? null
}

/** The store that a URI belongs to. */
export async function openStore(uri: string, settings: AwsSettings, world: World): Promise<DocumentStore> {
  return await DOCUMENT_STORES[storeSchemeOf(uri) ?? 'file'](settings, world)
}
