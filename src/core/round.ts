/**
 * Rounds to 12 significant digits, the precision of every number that is printed or compared:
 * multi-threaded float sums differ in the last bits from run to run, verdicts must not.
 */
export function round12(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : value
}

/** a − b to the precision of its operands: their 12 digits, not 12 digits of what cancellation leaves. */
export function difference(a: number, b: number): number {
  return roundAs(round12(a) - round12(b), Math.max(Math.abs(a), Math.abs(b)))
}

/** What is left of numbers of a size, to the 12 digits that these have. */
export function roundAs(value: number, size: number): number {
  const quantum = 10 ** (Math.ceil(Math.log10(size)) - 12)
  const rounded = Math.round(value / quantum) * quantum
  return Number.isFinite(rounded) ? rounded : value
}
