import path from 'node:path'
import type { Config } from '../config/load.js'
import { storeSchemeOf } from '../stores/index.js'

/** A URI of the config; relative paths are relative to its file. */
export function absoluteUri(uri: string, config: Config): string {
  return storeSchemeOf(uri) === 'file' ? path.resolve(config.directory, uri) : uri
}
