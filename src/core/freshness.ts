import type { Verdict } from './evaluation.js'

export interface Age {
  /** The newest day of the data, `YYYY-MM-DD`. */
  readonly day: string
  /** When that day ended, in milliseconds since 1970. */
  readonly ended: number
  /** The moment at which the data must be fresh. */
  readonly at: number
  /** The day that was asked for, where the past is looked at on purpose: `at` is then its end. */
  readonly asked: string | null
  /** Milliseconds. */
  readonly maxAge: number
}

/** Why the data is too old for a verdict; null = it is not. An age of exactly the limit is fresh. */
export function staleness({ day, ended, at, asked, maxAge }: Age): string | null {
  const age = at - ended
  if (age <= maxAge) return null
  const when = asked === null ? 'ago' : `before the end of ${asked}`
  return `the newest data is of ${day}, which ended ${formatAge(age)} ${when}; dataset.freshness.max_age is ${formatLimit(maxAge)}`
}

/** A stale measurement is no verdict: what it would have been stays among the reasons. */
export function withStaleness<T extends { readonly verdict: Verdict; readonly reasons: readonly string[] }>(
  decision: T,
  stale: string | null,
): T {
  if (stale === null) return decision
  const { verdict, reasons } = decision
  const others = verdict === 'inconclusive' ? reasons : reasons.map((reason) => `of the old data: ${reason}`)
  return { ...decision, verdict: 'inconclusive', reasons: [stale, ...others] }
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** By its two largest units, rounded down: `5 d 6 h`. */
export function formatAge(age: number): string {
  let rest = age
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return { count, unit }
  })
  const told = parts.filter(({ count }) => count > 0).slice(0, 2)
  return told.length === 0 ? '0 s' : told.map(({ count, unit }) => `${count} ${unit}`).join(' ')
}

/** As in the config: `2d`, `36h`. */
export function formatLimit(duration: number): string {
  const [unit, size] = UNITS.find(([, each]) => duration % each === 0) ?? ['s', 1_000]
  return `${duration / size}${unit === 'min' ? 'm' : unit}`
}
