import path from 'node:path'
import type { RolePair } from '../../core/find-roles.js'
import type { ColumnProfile, Roles } from '../../core/inspection.js'
import type { Metric, Task } from '../../core/metric.js'
import { draftSlices, rankSlices, type SliceDraft } from '../../core/slice-draft.js'
import type { Survey } from '../../core/survey.js'
import { schemeOf } from '../../datasets/index.js'
import { METRICS } from '../../metrics/index.js'

/** Whether a pair of label and prediction is clearly likelier than any with another column in the role. */
export function isClear(pairs: readonly RolePair[], role: 'label' | 'prediction'): boolean {
  const [best] = pairs
  const other = pairs.find((pair) => best !== undefined && pair[role] !== best[role])
  return best !== undefined && (other === undefined || best.points - other.points > MARGIN)
}

const MARGIN = 0.5

/** Columns by which rows can be sliced, the most telling first. */
export async function proposeSlices(survey: Survey, roles: Roles, task: Task): Promise<SliceDraft[]> {
  const { label } = roles
  if (label === null) return []
  const taken = new Set(Object.values(roles))
  const few = survey.columns.filter((column) => !taken.has(column.name) && isSliceable(column))
  const drafts: SliceDraft[] = []
  for (const { name } of few.slice(0, MOST_COLUMNS)) {
    const draft = draftSlices(name, await survey.labelsBy(name, label), task)
    if (draft !== null) drafts.push(draft)
  }
  return rankSlices(drafts)
}

const MOST_COLUMNS = 30

function isSliceable({ kind, values }: ColumnProfile): boolean {
  return values !== null && ['text', 'boolean', 'number'].includes(kind)
}

/** Scored rows that each slice needs: half of what the smallest has, a round number at most. */
export function leastRows(slices: SliceDraft | null, label: ColumnProfile): number {
  const labelled = label.rows - (label.nulls ?? 0)
  const smallest = slices === null ? labelled : Math.min(...slices.slices.map(({ rows }) => rows))
  return Math.max(1, Math.min(MIN_ROWS, Math.floor(smallest / 2)))
}

const MIN_ROWS = 100

/** The metrics of a task that are most usual, by name. */
export function usualMetrics(task: Task): string[] {
  const all: readonly Metric[] = METRICS
  const known = new Set(all.filter((metric) => metric.task === task).map(({ name }) => name))
  return USUAL[task].filter((name) => known.has(name.replace(/@.*/, '')))
}

const USUAL: Readonly<Record<Task, readonly string[]>> = {
  binary: ['roc_auc', 'average_precision', 'log_loss', 'f1', 'brier_score', 'ks'],
  multiclass: ['accuracy', 'balanced_accuracy', 'cohen_kappa'],
  regression: ['rmse', 'mae', 'r2', 'wape'],
  ranking: ['ndcg@10', 'map@10', 'mrr'],
}

/** A name for the model of some data: that of its last folder that says something. */
export function nameOfModel([source = '']: readonly string[]): string {
  const parts = source.split('/').filter((part) => !/[*?[\]{}=:]/.test(part))
  const words = parts
    .map((part) => part.replace(/\.(parquet|parq|pq|csv|tsv|json|jsonl|ndjson)(\.\w+)?$/i, ''))
    .filter(saysSomething)
  return (words.at(-1) ?? 'model').replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'model'
}

function saysSomething(part: string): boolean {
  return (
    /\p{L}/u.test(part) &&
    !/^(data|dataset|drift|part-.*|batch|parquet|csv|input|output|labels?|predictions?|latest|\.+)$/i.test(part)
  )
}

/** A local path of one folder as one of another; others stay. */
export function rebased(source: string, from: string, to: string): string {
  if (from === to || schemeOf(source) !== 'file' || path.isAbsolute(source)) return source
  const moved = path.relative(to, path.resolve(from, source)).replaceAll(path.sep, '/')
  return source.endsWith('/') ? `${moved}/` : moved
}
