import { dropDigits, formatDrop, formatLimit } from '../core/decide.js'
import type { SliceGuard } from '../core/evaluation.js'

/** How far a slice is below its own production score, and how far it may be: `13.33 % > 10 %`; null = not known. */
export function guardTerms({ drop, threshold }: SliceGuard): string | null {
  const measured = drop[threshold.kind]
  if (measured === null) return null
  const shown = formatDrop(measured, threshold.kind, dropDigits(measured, threshold))
  return `${shown} ${measured > threshold.maxDrop ? '>' : '≤'} ${formatLimit(threshold)}`
}
