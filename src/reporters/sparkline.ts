const ASCII_LEVELS = ['_', '.', '-', '~', '=', '+', '*', '#'] as const
const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

export interface Scale {
  readonly low: number
  readonly high: number
}

/** From the least to the greatest value; null where there is none. */
export function scaleOf(values: readonly (number | null)[]): Scale | null {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return null
  const fold = (pick: (a: number, b: number) => number) => known.reduce((found, value) => pick(found, value))
  return { low: fold(Math.min), high: fold(Math.max) }
}

/** One character per value, the higher the greater; a space where there is none. */
export function sparkline(values: readonly (number | null)[], scale: Scale, isAscii = false): string {
  const levels = isAscii ? ASCII_LEVELS : LEVELS
  return values.map((value) => (value === null ? ' ' : (levels[levelOf(value, scale)] ?? ' '))).join('')
}

function levelOf(value: number, { low, high }: Scale): number {
  // The difference of huge numbers is no number, half of the least one is 0.
  const by = Number.isFinite(high - low) ? 1 : 2
  const share = high === low ? 0.5 : (value / by - low / by) / (high / by - low / by)
  return Math.min(Math.max(Math.round(share * (LEVELS.length - 1)), 0), LEVELS.length - 1)
}
