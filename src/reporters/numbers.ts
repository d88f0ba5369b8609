/** A metric's value for people: four decimals where they say something, more or fewer where not. */
export function formatValue(value: number | null): string {
  if (value === null) return '—'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e7)) return value.toExponential(4)
  return value.toFixed(size < 1000 ? 4 : 2)
}

/** A slice's weight; normalised ones are rarely short. */
export function formatWeight(weight: number): string {
  return String(Number(weight.toPrecision(4)))
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** Decimal units, as S3 and `ls -h --si` count. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), 4)
  const unit = ['B', 'kB', 'MB', 'GB', 'TB'][power]
  return power === 0 ? `${bytes} B` : `${(bytes / 1000 ** power).toFixed(1)} ${unit}`
}

/** A name without what could steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
}
