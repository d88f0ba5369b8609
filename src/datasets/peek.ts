import type { AwsSettings, World } from '../core/ports.js'
import { schemeOf } from './index.js'

/** A glance at a source: whether it can be listed, and one of its files read. */
export interface Peek {
  /** The URI of a file that was read; null = no file of the source was met. */
  readonly read: string | null
  /** Files that the listing had, whether the source takes them or not. */
  readonly listed: number
  /** Whether the listing came to its end. */
  readonly isWhole: boolean
}

/** How much of one file is read. */
export const PEEK_BYTES = 1024

/** Lists until a file of the source is met, and reads its first bytes. Local paths are relative to `directory`. */
export async function peek(source: string, directory: string, settings: AwsSettings, world: World): Promise<Peek> {
  return schemeOf(source) === 's3'
    ? await (await import('./peek-s3.js')).peekS3(source, settings, world)
    : await (await import('./peek-local.js')).peekLocal(source, directory, world)
}
