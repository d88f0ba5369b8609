/** Inner bounds of about so many bins over a range, at round numbers: `[0.1, 0.2, …, 0.9]` for 0 to 1 and 10. Empty = one bin. */
export function roundBounds(least: number, greatest: number, count: number): number[] {
  const width = greatest - least
  if (!(width > 0) || !Number.isFinite(width)) return []
  const step = roundStep(width / count)
  const first = Math.floor(least / step) + 1
  const bounds = Array.from({ length: 2 * count + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
  return bounds.filter((bound) => bound > least && bound < greatest)
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  const factor = [1, 2, 2.5, 5].find((each) => each * power >= step * (1 - 1e-9)) ?? 10
  return factor * power
}
