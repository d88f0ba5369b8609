import { createHash } from 'node:crypto'
import { canonicalJson, type Json } from '../core/canonical-json.js'
import type { SourceFile } from '../core/data-source.js'

/** SHA-256 of a value's canonical JSON, in hex. */
export function digest(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

/** Identifies the exact bytes of a dataset by the versions of its files. */
export function fingerprint(files: readonly SourceFile[]): string {
  const versions = files.map(({ uri, bytes, version }) => [uri, bytes, version])
  return `sha256:${digest(versions.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))}`
}
