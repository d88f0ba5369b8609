import type { FilePlan } from '../core/data-source.js'
import type { EvaluationError } from '../core/evaluation.js'
import { planTotals } from '../core/plan-totals.js'
import { sum } from '../core/sum.js'
import type { PullPlan } from '../pipeline/pull.js'
import { formatDays, formatSpan } from '../reporters/days.js'
import { formatBytes, formatCount, formatShare, printable } from '../reporters/numbers.js'

/** What a pull would fetch, as it is printed. Every key is always there; null = unknown. */
export interface PrintedPlan {
  readonly model: string
  readonly from: string | null
  readonly to: string | null
  readonly missingDates: readonly string[]
  /** Columns that are read; null = all. */
  readonly columns: readonly string[] | null
  /** Sums of the files whose footers were read. */
  readonly rowGroups: { readonly read: number; readonly all: number } | null
  readonly bytes: number | null
  readonly bytesToFetch: number | null
  /** Bytes to fetch of those of the dataset. */
  readonly share: number | null
  readonly files: readonly PlannedFile[]
  readonly error: EvaluationError | null
}

interface PlannedFile extends Pick<FilePlan, 'how' | 'rowGroups' | 'bytesToFetch'> {
  readonly uri: string
  readonly bytes: number
  /** From `start` up to, not including, `end`. */
  readonly ranges: FilePlan['ranges']
}

export const NO_PLAN: Omit<PrintedPlan, 'model'> = {
  from: null,
  to: null,
  missingDates: [],
  columns: null,
  rowGroups: null,
  bytes: null,
  bytesToFetch: null,
  share: null,
  files: [],
  error: null,
}

export function printedPlan(model: string, { plans, from, to, missingDates, columns }: PullPlan): PrintedPlan {
  const { rowGroups, bytes, bytesToFetch } = planTotals(plans)
  return {
    model,
    from,
    to,
    missingDates,
    columns,
    rowGroups,
    bytes,
    bytesToFetch,
    share: bytes === 0 ? 0 : bytesToFetch / bytes,
    files: plans.map(({ file: { uri, bytes }, how, rowGroups, bytesToFetch, ranges }) => ({
      uri,
      bytes,
      how,
      rowGroups,
      bytesToFetch,
      ranges,
    })),
    error: null,
  }
}

export function describePlan(plan: PrintedPlan): string {
  const { files, columns, missingDates } = plan
  const gaps = missingDates.length === 0 ? [] : [`missing    no partition for ${formatDays(missingDates)}`]
  const groups = plan.rowGroups === null ? '' : `, ${describeGroups(plan.rowGroups)}`
  return [
    [printable(plan.model), ...formatSpan(plan)].join(', '),
    `files      ${formatCount(files.length)} ${files.length === 1 ? 'file' : 'files'}, ${formatBytes(plan.bytes ?? 0)}${groups}`,
    `columns    ${columns === null ? 'all' : columns.map(printable).join(', ')}`,
    `to fetch   ${formatBytes(plan.bytesToFetch ?? 0)}, ${formatShare(plan.share ?? 0)} of the dataset`,
    ...gaps,
    ...files.map(describeFile),
  ].join('\n')
}

function describeFile({ uri, how, rowGroups, bytes, bytesToFetch, ranges }: PlannedFile): string {
  const groups = rowGroups === null ? '' : `, ${describeGroups(rowGroups)}`
  const needed = how === 'columns' ? `, ${formatBytes(sum(ranges.map(({ start, end }) => end - start)))} needed` : ''
  const fetched = how === 'local' ? 'in place' : `${HOW[how]}${groups}${needed}, ${formatBytes(bytesToFetch)} to fetch`
  return `  ${printable(uri)}\n    ${formatBytes(bytes)}, ${fetched}`
}

const HOW = { whole: 'the whole file', columns: 'columns only' } as const

function describeGroups({ read, all }: { readonly read: number; readonly all: number }): string {
  return `${formatCount(read)} of ${formatCount(all)} row ${all === 1 ? 'group' : 'groups'}`
}
