import type { DataSource } from '../core/data-source.js'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { DATA_SOURCES, type Scheme, type SourceSettings, schemeOf } from '../datasets/index.js'

/** Data sources that are opened when first used, one per scheme, and closed together. */
export interface Sources {
  open(uri: string): Promise<DataSource>
  close(): Promise<void>
}

export function openSources(settings: SourceSettings, world: World): Sources {
  const opened = new Map<Scheme, Promise<DataSource>>()
  return {
    async open(uri) {
      const scheme = schemeOf(uri)
      if (scheme === null)
        throw knownError('config', `${uri} is of an unknown kind`, { hint: 'write a local path or s3://bucket/key' })
      const source = opened.get(scheme) ?? DATA_SOURCES[scheme](settings, world)
      opened.set(scheme, source)
      return await source
    },
    async close() {
      for (const source of opened.values()) await (await source).close()
    },
  }
}
