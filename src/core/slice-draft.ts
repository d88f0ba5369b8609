import type { Task } from './metric.js'
import { sum } from './sum.js'
import type { LabelledValue } from './survey.js'

/** A column whose values make slices, with weights in the proportion of their rows that sum to 1. */
export interface SliceDraft {
  readonly column: string
  readonly slices: readonly DraftedSlice[]
}

export interface DraftedSlice {
  /** Null = rows without a value; `rest` = those of all other values. */
  readonly value: string | null | { readonly rest: true }
  /** Labelled. */
  readonly rows: number
  readonly weight: number
}

/** Named values, at most: the others are one slice. */
const MOST_NAMED = 6

/** Labelled rows that a slice needs, and of these of its rarer class, for a metric to say anything. */
const LEAST = { rows: 30, rarest: 5 }

/** The slices that the values of a column make; null where they are too few or too small, or one of them is nearly all. */
export function draftSlices(column: string, values: readonly LabelledValue[], task: Task): SliceDraft | null {
  const named = values.filter((value) => isEnough(value, task)).slice(0, MOST_NAMED)
  const others = values.filter((value) => !named.includes(value))
  const rest = { rows: sum(others.map(({ rows }) => rows)), labels: Math.max(0, ...others.map(({ labels }) => labels)) }
  const rarest = sum(others.filter(({ labels }) => labels > 1).map((value) => value.rarest))
  const slices = [
    ...named.map(({ value, rows }) => ({ value, rows })),
    ...(isEnough({ ...rest, rarest }, task) ? [{ value: { rest: true } as const, rows: rest.rows }] : []),
  ]
  const covered = sum(slices.map(({ rows }) => rows))
  const all = sum(values.map(({ rows }) => rows))
  if (slices.length < 2 || covered < 0.9 * all || Math.max(...slices.map(({ rows }) => rows)) > 0.95 * covered) return null
  const weights = shares(slices.map(({ rows }) => rows))
  return { column, slices: slices.map((slice, index) => ({ ...slice, weight: weights[index] ?? 0 })) }
}

/** The most telling of some drafts first: of few slices, and of none that is much larger than the others. */
export function rankSlices(drafts: readonly SliceDraft[]): SliceDraft[] {
  const largest = ({ slices }: SliceDraft) => Math.max(...slices.map(({ weight }) => weight)) * slices.length + slices.length / 4
  return [...drafts].sort((a, b) => largest(a) - largest(b))
}

function isEnough({ rows, labels, rarest }: Omit<LabelledValue, 'value'>, task: Task): boolean {
  return rows >= LEAST.rows && (task !== 'binary' || (labels > 1 && rarest >= LEAST.rarest))
}

/** Proportions as hundredths that sum to 1, none of them 0: what rounding leaves over goes to the largest. */
function shares(rows: readonly number[]): number[] {
  const total = sum(rows)
  const hundredths = rows.map((count) => Math.max(1, Math.round((100 * count) / total)))
  const largest = rows.indexOf(Math.max(...rows))
  const left = 100 - sum(hundredths)
  return hundredths.map((count, index) => (index === largest ? count + left : count) / 100)
}
