/** A column before its width is known, in terminal columns. */
export interface Sizes {
  /** What it can make do with where nothing else is left to be left out. */
  readonly least: number
  /** What it must get for others to be shown beside it. */
  readonly wanted: number
  /** What it gets before any column gets more. */
  readonly good: number
  readonly most: number
  /** The lower, the sooner it is left out for want of room; null = never. */
  readonly rank: number | null
}

/** Widths of the columns that fit side by side, with `gap` between them; null = left out. */
export function fitColumns(columns: readonly Sizes[], room: number, gap: number): (number | null)[] {
  const shown = new Set(columns)
  const needed = (size: 'least' | 'wanted') => [...shown].reduce((sum, column) => sum + column[size] + gap, -gap)
  const dispensable = columns.filter(({ rank }) => rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
  for (const column of dispensable) if (needed('wanted') > room) shown.delete(column)
  let spare = Math.max(0, room - needed('least'))
  const widths = new Map([...shown].map((column) => [column, column.least]))
  for (const upTo of ['wanted', 'good', 'most'] as const) {
    for (const [column, width] of widths) {
      const more = Math.min(spare, Math.max(0, column[upTo] - width))
      widths.set(column, width + more)
      spare -= more
    }
  }
  return columns.map((column) => widths.get(column) ?? null)
}
