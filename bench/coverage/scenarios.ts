import type { Task } from '../../src/core/metric.js'
import type { ColumnRoles } from '../../src/core/ports.js'

/** Simulated rows of one metric, and the value that endless rows would give. */
export interface Scenario {
  readonly name: string
  readonly metric: string
  /** Where the name alone does not tell. */
  readonly task?: Task
  readonly params?: Readonly<Record<string, number>>
  readonly rows: number
  /** SQL of the columns, over `d` (dataset), `i` (row of the dataset), `q` (its cluster of ten rows) and uniform(k), normal(k). */
  readonly columns: Readonly<Record<string, string>>
  readonly roles?: Partial<ColumnRoles>
  /** Slices of a dataset with their weights; null = all rows. */
  readonly slices?: readonly (readonly [where: string, weight: number])[]
  /** Null = measured once on a sample of 5 million rows. */
  readonly truth: number | null
}

const AUC = { label: 'CAST(uniform(1) < 0.3 AS TINYINT)', prediction: 'normal(2) + label' }
/** Φ(1 / √2): positives N(1, 1), negatives N(0, 1). */
const AUC_TRUTH = 0.7602499389065234

const DECISIONS = {
  label: 'CAST(uniform(1) < 0.3 AS TINYINT)',
  prediction: 'CASE WHEN uniform(2) < (CASE WHEN label = 1 THEN 0.7 ELSE 0.2 END) THEN 0.9 ELSE 0.1 END',
}
/** 2 tp / (2 tp + fp + fn) of tp = 0.21, fp = 0.14, fn = 0.09. */
const F1_TRUTH = 0.42 / 0.65

/** One row in ten has an error three times as large. */
const ERRORS = { label: '10 * normal(1)', prediction: 'label + normal(2) * CASE WHEN uniform(3) < 0.1 THEN 3 ELSE 1 END' }

/** Slices that overlap in both features; recall is 0.8 where a holds and 0.6 elsewhere, by independent coins. */
const OVERLAPPING = {
  a: 'uniform(3) < 0.5',
  b: 'uniform(4) < 0.4',
  label: 'CAST(uniform(1) < 0.5 AS TINYINT)',
  prediction: 'CASE WHEN uniform(2) < (CASE WHEN label = 0 THEN 0.3 WHEN a THEN 0.8 ELSE 0.6 END) THEN 0.9 ELSE 0.1 END',
}
const f1 = (recall: number) => recall / (recall + 0.3 / 2 + (1 - recall) / 2)

export const SCENARIOS: readonly Scenario[] = [
  { name: 'roc_auc', metric: 'roc_auc', rows: 600, columns: AUC, truth: AUC_TRUTH },
  { name: 'roc_auc, 4,000 rows', metric: 'roc_auc', rows: 4000, columns: AUC, truth: AUC_TRUTH },
  {
    name: 'roc_auc, predictions of two digits',
    metric: 'roc_auc',
    rows: 600,
    columns: { ...AUC, prediction: 'round((normal(2) + label) / 5, 1)' },
    truth: null,
  },
  {
    name: 'roc_auc, row weights',
    metric: 'roc_auc',
    rows: 600,
    columns: { ...AUC, weight: '1 + floor(4 * uniform(5))' },
    roles: { weight: 'weight' },
    truth: AUC_TRUTH,
  },
  {
    name: 'roc_auc of three classes, few probabilities',
    metric: 'roc_auc',
    task: 'multiclass',
    rows: 1000,
    columns: {
      label: "CASE WHEN uniform(1) < 0.5 THEN 'a' WHEN uniform(1) < 0.8 THEN 'b' ELSE 'c' END",
      pa: "CASE WHEN uniform(2) < 0.4 THEN 0.2 WHEN label = 'a' THEN 0.8 ELSE 0.4 END",
      pb: "CASE WHEN uniform(3) < 0.4 THEN 0.1 WHEN label = 'b' THEN 0.6 ELSE 0.3 END",
      pc: "CASE WHEN uniform(4) < 0.4 THEN 0.2 WHEN label = 'c' THEN 0.7 ELSE 0.2 END",
      prediction: 'pa',
    },
    roles: { prediction: null, probabilities: { a: 'pa', b: 'pb', c: 'pc' } },
    truth: null,
  },
  { name: 'average_precision', metric: 'average_precision', rows: 2000, columns: AUC, truth: null },
  {
    name: 'average_precision, one positive in fifty',
    metric: 'average_precision',
    rows: 20_000,
    columns: { ...AUC, label: 'CAST(uniform(1) < 0.02 AS TINYINT)' },
    truth: null,
  },
  { name: 'recall@fpr=0.1', metric: 'recall_at_fpr', params: { fpr: 0.1 }, rows: 5000, columns: AUC, truth: null },
  { name: 'f1', metric: 'f1', params: { threshold: 0.5 }, rows: 500, columns: DECISIONS, truth: F1_TRUTH },
  {
    name: 'f1, row weights',
    metric: 'f1',
    params: { threshold: 0.5 },
    rows: 500,
    columns: { ...DECISIONS, weight: '0.5 + uniform(5)' },
    roles: { weight: 'weight' },
    truth: F1_TRUTH,
  },
  { name: 'rmse', metric: 'rmse', rows: 1000, columns: ERRORS, truth: Math.sqrt(0.9 + 0.1 * 9) },
  { name: 'mae', metric: 'mae', rows: 500, columns: ERRORS, truth: Math.sqrt(2 / Math.PI) * (0.9 + 0.1 * 3) },
  { name: 'median_absolute_error', metric: 'median_absolute_error', rows: 10_000, columns: ERRORS, truth: null },
  { name: 'r2', metric: 'r2', rows: 500, columns: { prediction: 'normal(1)', label: 'prediction + normal(2)' }, truth: 0.5 },
  {
    name: 'mae, ten rows per id',
    metric: 'mae',
    rows: 2000,
    columns: { id: 'q', label: '0.0', prediction: 'normal(2) + cluster(6)' },
    roles: { id: 'id' },
    truth: Math.sqrt(2 / Math.PI) * Math.SQRT2,
  },
  {
    name: 'ndcg@10, ten items per query',
    metric: 'ndcg',
    params: { k: 10 },
    rows: 3000,
    columns: {
      id: 'q',
      label: 'CAST(floor(4 * uniform(1) * uniform(2)) AS INTEGER)',
      prediction: 'label + (1 + abs(cluster(6))) * normal(3)',
    },
    roles: { group: 'id' },
    truth: null,
  },
  {
    name: 'weighted sum of overlapping slices (f1)',
    metric: 'f1',
    params: { threshold: 0.5 },
    rows: 800,
    columns: OVERLAPPING,
    slices: [
      ['true', 0.5],
      ['a', 0.3],
      ['b', 0.2],
    ],
    truth: 0.5 * f1(0.7) + 0.3 * f1(0.8) + 0.2 * f1(0.7),
  },
  {
    name: 'weighted sum of overlapping slices (roc_auc)',
    metric: 'roc_auc',
    rows: 800,
    columns: { a: 'uniform(3) < 0.5', b: 'uniform(4) < 0.4', ...AUC },
    slices: [
      ['true', 0.5],
      ['a', 0.3],
      ['b', 0.2],
    ],
    truth: AUC_TRUTH,
  },
]
