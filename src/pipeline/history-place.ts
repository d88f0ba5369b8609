import type { Config } from '../config/load.js'
import { absoluteUri } from './uri.js'

/** The folder that keeps a model's history, with a slash at its end; null = none is kept. */
export function historyOf(name: string, config: Config): string | null {
  const model = Object.hasOwn(config.models, name) ? config.models[name] : undefined
  const place = model?.history ?? config.defaults.history
  if (model === undefined || place === undefined || place === false) return null
  const uri = absoluteUri(place, config)
  return uri.endsWith('/') ? uri : `${uri}/`
}

/** Where a history has the records of a model: of its runs, or of its drift events. */
export function recordFolder(history: string, kind: 'runs' | 'events', name: string): string {
  return `${history}${kind}/${segment(name)}/`
}

/** A name as one segment of a path, whatever characters it has. */
function segment(name: string): string {
  // encodeURIComponent throws at half a surrogate pair, and leaves dots, which mean folders.
  const whole = new TextDecoder().decode(new TextEncoder().encode(name))
  return encodeURIComponent(whole).replace(/^\.+$/, (dots) => dots.replaceAll('.', '%2E')) || '%'
}
