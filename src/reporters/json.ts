import type { Report } from '../core/evaluation.js'

/** The report as JSON, the contract for machines. Rejects numbers that JSON can't hold. */
export function json(report: Report): string {
  return `${JSON.stringify(report, refuseNonFinite, 2)}\n`
}

function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key} is ${value} in a report`)
  return value
}
