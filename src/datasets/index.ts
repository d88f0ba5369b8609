import type { DataSource } from '../core/data-source.js'
import type { AwsSettings, World } from '../core/ports.js'
import type { CacheOptions } from './cache/index.js'

export interface SourceSettings extends AwsSettings {
  /** Requests at once, at most. */
  readonly concurrency?: number
  readonly cache?: CacheOptions
}

/** Requests at once where nobody says otherwise. */
export const CONCURRENCY = 16

/** Data sources by URI scheme, loaded when used. */
export const DATA_SOURCES = {
  file: async (_settings: SourceSettings, world: World): Promise<DataSource> => (await import('./local.js')).localSource(world),
  s3: async (settings: SourceSettings, world: World): Promise<DataSource> => (await import('./s3.js')).s3Source(settings, world),
} as const

export type Scheme = keyof typeof DATA_SOURCES

/** The scheme of a dataset's URI; whatever has none is a local path. */
export function schemeOf(uri: string): Scheme | null {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri) ?? []
  if (scheme === undefined) return 'file'
  return scheme === 's3' ? 's3' : null
}
