import type { Threshold } from './evaluation.js'
import type { Direction } from './metric.js'
import { round12 } from './round.js'

/** The worst score that is still healthy; null where nothing says which side is worse, or no number can hold it. */
export function limitScore(production: number, { maxDrop, kind }: Threshold, direction: Direction | null): number | null {
  if (direction === null) return null
  const room = kind === 'relative' ? maxDrop * Math.abs(production) : maxDrop
  const limit = round12(direction === 'higher' ? production - room : production + room)
  return Number.isFinite(limit) ? limit : null
}
