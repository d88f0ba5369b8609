import type { World } from '../core/ports.js'
import { parseConfig } from './document.js'
import { findConfigFile, readConfigFile } from './find.js'

/** Names that stand in a config, which may be unfinished or wrong in other places. */
export interface WrittenNames {
  readonly models: readonly string[]
  /** Of metrics that the config defines or mentions as a mapping. */
  readonly metrics: readonly string[]
}

/** Reads a config for its names alone: quickly, and without checking it. */
export async function writtenNames(file: string | null, world: World): Promise<WrittenNames> {
  const { data } = parseConfig(await readConfigFile(await findConfigFile(file, world)), world.env)
  const models = entries(field(data, 'models'))
  const metrics = models.flatMap(([, model]) => [field(model, 'metric'), field(model, 'also')].flat())
  const names = metrics.map((metric) => field(metric, 'name')).filter((name) => typeof name === 'string')
  return { models: models.map(([name]) => name), metrics: [...new Set(names)] }
}

function field(value: unknown, key: string): unknown {
  return entries(value).find(([name]) => name === key)?.[1]
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
