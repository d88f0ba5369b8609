import { type ColumnProfile, isFlag, isUnitRange, type Roles } from './inspection.js'
import { same } from './sql.js'

/** Roles that the user has named. */
export type GivenRoles = Partial<Pick<Roles, 'label' | 'prediction'>>

/** How two columns go together, from -1 to 1; null = unknown. */
export type Correlation = (label: string, prediction: string) => number | null

/** A label with its prediction, and how much speaks for it. */
export interface RolePair {
  readonly label: ColumnProfile
  readonly prediction: ColumnProfile
  readonly points: number
}

/** Columns that are worth a correlation, as labels and as predictions: the likely ones, most likely first. */
export function roleCandidates(columns: readonly ColumnProfile[], { label = null, prediction = null }: GivenRoles) {
  const named = (name: string) => columns.filter((column) => same(column.name, name))
  return {
    labels: label === null ? best(columns.filter(mayBeLabel), labelPoints) : named(label),
    predictions: prediction === null ? best(columns.filter(mayBePrediction), predictionPoints) : named(prediction),
  }
}

/** Pairs of label and prediction, the likeliest first. What the user has named is certain; of others some reason is needed. */
export function rankPairs(columns: readonly ColumnProfile[], correlation: Correlation, given: GivenRoles): RolePair[] {
  const { labels, predictions } = roleCandidates(columns, given)
  const pairs = labels.flatMap((label) =>
    predictions.filter((prediction) => prediction !== label).map((prediction) => pairOf(label, prediction, correlation, given)),
  )
  return pairs.filter((pair) => pair !== null).sort((a, b) => b.points - a.points)
}

/** What the names and types of further columns suggest. `taken` = columns that have a role already. */
export function otherRoles(
  columns: readonly ColumnProfile[],
  taken: readonly string[],
): Pick<Roles, 'weight' | 'group' | 'id' | 'timestamp'> {
  const free = columns.filter(({ name }) => !taken.some((other) => same(other, name)))
  const keys = free.filter(({ kind }) => kind === 'number' || kind === 'text')
  const group = find(keys, GROUPS)
  return {
    weight: find(
      free.filter(({ kind, min }) => kind === 'number' && Number(min) >= 0),
      WEIGHTS,
    ),
    group,
    id: find(
      keys.filter(({ name, distinct }) => name !== group && (distinct ?? 2) > 1),
      IDS,
    ),
    timestamp: find(
      free.filter(({ kind }) => kind === 'time'),
      TIMES,
    ),
  }
}

const MOST = 10

function best(columns: readonly ColumnProfile[], points: (column: ColumnProfile) => number): ColumnProfile[] {
  return [...columns].sort((a, b) => points(b) - points(a)).slice(0, MOST)
}

function pairOf(label: ColumnProfile, prediction: ColumnProfile, correlation: Correlation, given: GivenRoles): RolePair | null {
  const found = Math.abs(correlation(label.name, prediction.name) ?? 0)
  const isBinary = isFlag(label)
  const speaksForLabel = (given.label ?? null) !== null || nameOfLabel(label) > 0 || isBinary || found > 0.5
  const isScore = isUnitRange(prediction) && isBinary && found > 0.2
  const speaksForPrediction = (given.prediction ?? null) !== null || nameOfPrediction(prediction) > 0 || isScore
  if (!speaksForLabel || !speaksForPrediction) return null
  return { label, prediction, points: labelPoints(label) + predictionPoints(prediction) + matchPoints(label, prediction, found) }
}

/** How well the values go together. */
function matchPoints(label: ColumnProfile, prediction: ColumnProfile, correlation: number): number {
  if (label.kind === 'text' || prediction.kind === 'text') return label.kind === prediction.kind ? 1 : -3
  if (isFlag(label)) return 2 * correlation + (isUnitRange(prediction) || isFlag(prediction) ? 1 : -3)
  return 3 * correlation + (isUnitRange(prediction) && Number(label.max) > 1 ? -1 : 0)
}

function labelPoints(column: ColumnProfile): number {
  const arrivesLate = (column.nulls ?? 0) > 0 ? 0.5 : 0
  return nameOfLabel(column) + (isFlag(column) ? 2 : 0) + arrivesLate
}

function predictionPoints(column: ColumnProfile): number {
  return nameOfPrediction(column) + (isUnitRange(column) ? 1 : 0)
}

function mayBeLabel(column: ColumnProfile): boolean {
  const { name, kind, distinct } = column
  if (nameOfPrediction(column) > 0 || matches(name, [...IDS, ...GROUPS, ...WEIGHTS])) return false
  if (kind === 'text') return nameOfLabel(column) > 0 && (distinct ?? 0) <= 100
  return (kind === 'number' || kind === 'boolean') && (distinct ?? 2) > 1
}

function mayBePrediction(column: ColumnProfile): boolean {
  const { name, kind, distinct } = column
  if (matches(name, [...IDS, ...GROUPS, ...WEIGHTS]) || nameOfLabel(column) >= 3) return false
  return (kind === 'number' && (distinct ?? 2) > 1) || (nameOfPrediction(column) > 0 && (kind === 'text' || kind === 'boolean'))
}

function nameOfLabel({ name }: ColumnProfile): number {
  return pointsOf(name, LABELS)
}

function nameOfPrediction({ name }: ColumnProfile): number {
  return pointsOf(name, PREDICTIONS)
}

const LABELS: readonly (readonly [RegExp, number])[] = [
  [/^(label|target|ground_?truth|y_?true|truth|outcome|actuals?)$/, 3],
  [/(^|_)(label|target|truth|outcome|actual|gold)(_|$)/, 2.5],
  [/^(y|class|relevance|grade|gain|converted|clicked|churned|churn|purchased|defaulted|returned|fraud)$/, 2],
  [/^(is|has|did|was)_/, 1],
]

const PREDICTIONS: readonly (readonly [RegExp, number])[] = [
  [/^(prediction|predicted|pred|predictions|score|y_?pred|y_?hat|y_?score|probability|proba|prob|forecast)$/, 3],
  [/(^|_)(prediction|predicted|pred|score|proba|prob|probability|forecast|yhat|propensity)(_|$)/, 2.5],
  [/^(p|p_hat|estimate|estimated|logit|p_\w+)$/, 1.5],
]

const WEIGHTS = [/^(sample|row|instance|example|case)_?weights?$/]
const GROUPS = [/^(query|search|request|impression|session|list|ranking)_?(id|key)?$/, /^(qid|group_?id)$/]
const IDS = [
  /^(customer|user|account|client|member|subscriber|patient|household)_?(id|key|no|number)$/,
  /_(id|uuid|key)$/,
  /^(id|uuid|guid|key)$/,
]
const TIMES = [
  /^(event|scored|prediction|created|occurred)_?(time|at|ts|timestamp|date)$/,
  /^(timestamp|ts|time|datetime|date)$/,
  /_(at|time|ts|timestamp|date)$/,
]

function pointsOf(name: string, rules: readonly (readonly [RegExp, number])[]): number {
  return rules.find(([rule]) => rule.test(asWords(name)))?.[1] ?? 0
}

function matches(name: string, rules: readonly RegExp[]): boolean {
  return rules.some((rule) => rule.test(asWords(name)))
}

/** The first column of the first rule that one fits. */
function find(columns: readonly ColumnProfile[], rules: readonly RegExp[]): string | null {
  for (const rule of rules) {
    const found = columns.find(({ name }) => rule.test(asWords(name)))
    if (found !== undefined) return found.name
  }
  return null
}

/** `churnScore` and `Churn Score` as `churn_score`. */
function asWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[\s.-]+/g, '_')
    .toLowerCase()
}
