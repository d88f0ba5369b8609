import type { TimeUnit } from './schema.js'

/** Milliseconds since 1970 between which all values of a chunk lie, both included. */
export interface TimeBounds {
  readonly min: number
  readonly max: number
  /** Whether they are of local time, of a zone that the file does not tell. */
  readonly local: boolean
}

const DAY_MS = 86_400_000
/** Beyond it a date of JavaScript ends; infinity, for one, is stored as the largest integer. */
const FARTHEST_MS = 8.64e15
const PER_MILLISECOND = { milliseconds: 1n, microseconds: 1000n, nanoseconds: 1_000_000n } as const

/** What the least and greatest value of a chunk, as the footer has them, tell about time; null = nothing. */
export function timeBounds(time: TimeUnit, min: Uint8Array | null, max: Uint8Array | null): TimeBounds | null {
  const from = min === null ? null : milliseconds(time, min, 'down')
  const to = max === null ? null : milliseconds(time, max, 'up')
  return from === null || to === null || from > to ? null : { min: from, max: to, local: time.local }
}

function milliseconds({ unit }: TimeUnit, bytes: Uint8Array, towards: 'down' | 'up'): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length !== (unit === 'days' ? 4 : 8)) return null
  const value =
    unit === 'days' ? view.getInt32(0, true) * DAY_MS : divide(view.getBigInt64(0, true), PER_MILLISECOND[unit], towards)
  return Math.abs(value) <= FARTHEST_MS ? value : null
}

function divide(value: bigint, by: bigint, towards: 'down' | 'up'): number {
  // The quotient of bigints is cut towards 0.
  const rest = value % by
  const correction = towards === 'down' ? (rest < 0n ? -1n : 0n) : rest > 0n ? 1n : 0n
  return Number(value / by + correction)
}
