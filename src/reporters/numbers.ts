import type { Json } from '../core/canonical-json.js'

export { formatEstimate, formatHalf, formatLevel, formatValue, formatWeight } from '../core/number-text.js'

/** A metric with its parameters: `f_beta, beta 2, threshold 0.5`. */
export function formatMetric({
  name,
  params,
}: {
  readonly name: string
  readonly params: Readonly<Record<string, Json>>
}): string {
  const shown = Object.entries(params).map(([param, value]) => {
    return `${param} ${typeof value === 'object' ? JSON.stringify(value) : printable(String(value))}`
  })
  return [name, ...shown].join(', ')
}

/** A share that never looks complete when it is not. */
export function formatShare(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`
}

export function formatCount(count: number): string {
  // What the locale says would have to be loaded first, which takes longer than all else here.
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** Decimal units, as S3 and `ls -h --si` count. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), 4)
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'][power]
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toFixed(1)} ${unit}`
}

/** `2.1 s`, `1 min 5 s`, `1 h 2 min`. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}

/** A name without what could steer a terminal, and without what no file of text may hold: halves of characters. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffe\uffff]/gu, '\ufffd')
}
