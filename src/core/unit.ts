/**
 * The power of two that brings the greatest of some sizes to between 1 and 2: it changes no digit, and
 * sums and products of what it scales do not overflow or vanish.
 */
export function unitScale(greatest: number): number {
  return greatest > 0 ? 2 ** Math.min(1023, -Math.floor(Math.log2(greatest))) : 1
}
