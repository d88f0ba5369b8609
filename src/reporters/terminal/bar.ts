const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/** A bar of `size` of the `whole` in at most so many columns; light where it is negative. What is not 0 can be seen. */
export function bar(size: number, whole: number, width: number): string {
  if (size === 0 || whole <= 0) return ''
  const share = Math.min(1, Math.abs(size) / whole)
  if (size < 0) return '░'.repeat(Math.max(1, Math.round(share * width)))
  const eighths = Math.max(1, Math.round(share * width * 8))
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')
}
