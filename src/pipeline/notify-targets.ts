import type { Config } from '../config/load.js'
import type { NotifyEntry } from '../config/notify-schema.js'

export interface PlacedEntry {
  readonly entry: NotifyEntry
  /** `file:line:column` of the entry. */
  readonly place: string
}

/**
 * Whom a model tells: those of `defaults.notify`, then its own; an empty list of its own is nobody. The entries
 * of `defaults` are the same objects for every model. A model that the config does not have has those of `defaults`.
 */
export function notifyEntries(name: string, config: Config): readonly PlacedEntry[] {
  const own = Object.hasOwn(config.models, name) ? config.models[name]?.notify : undefined
  if (own?.length === 0) return []
  return [
    ...placed(config.defaults.notify ?? [], ['defaults', 'notify'], config),
    ...placed(own ?? [], ['models', name, 'notify'], config),
  ]
}

function placed(entries: readonly NotifyEntry[], path: readonly string[], config: Config): PlacedEntry[] {
  return entries.map((entry, index) => ({ entry, place: config.locate([...path, index]) }))
}
