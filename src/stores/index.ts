import type { AwsSettings, DocumentStore, World } from '../core/ports.js'

/** Document stores by URI scheme, loaded when used. */
export const DOCUMENT_STORES = {
  file: async (_settings: AwsSettings, _world: World): Promise<DocumentStore> => (await import('./local.js')).localStore(),
  s3: async (settings: AwsSettings, world: World): Promise<DocumentStore> => (await import('./s3.js')).s3Store(settings, world),
} as const
