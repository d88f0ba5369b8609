import type { FilePlan } from './data-source.js'
import { sum } from './sum.js'

/** What plans come to; sizes are in bytes. */
export interface PlanTotals extends Pick<FilePlan, 'bytesToFetch' | 'rowGroups'> {
  /** Of the files. */
  readonly bytes: number
}

/** Row groups are those of the files whose footers were read; null where none was. */
export function planTotals(plans: readonly FilePlan[]): PlanTotals {
  const groups = plans.flatMap(({ rowGroups }) => rowGroups ?? [])
  return {
    bytes: sum(plans.map(({ file }) => file.bytes)),
    bytesToFetch: sum(plans.map((plan) => plan.bytesToFetch)),
    rowGroups: groups.length === 0 ? null : { read: sum(groups.map(({ read }) => read)), all: sum(groups.map(({ all }) => all)) },
  }
}
