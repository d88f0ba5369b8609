/**
 * Rounds to 12 significant digits, the precision of every number that is printed or compared:
 * multi-threaded float sums differ in the last bits from run to run, verdicts must not.
 */
export function round12(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : value
}
