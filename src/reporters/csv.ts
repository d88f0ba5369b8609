import type {
  DriftThreshold,
  Drop,
  Estimate,
  Evaluation,
  MetricFacts,
  Report,
  SecondaryResult,
  SliceResult,
} from '../core/evaluation.js'
import { type CsvColumns, csvText } from './csv-text.js'

/**
 * The report as CSV (RFC 4180), a number in its own cell: for each model and each of its metrics a row of the score,
 * then one of all rows at once, then one of each slice. A model that failed has a row of the score, without one.
 */
export function csv({ evaluations }: Report): string {
  return csvText(COLUMNS, evaluations.flatMap(rowsOf))
}

interface Row {
  readonly evaluation: Evaluation
  readonly part: 'score' | 'pooled' | 'slice'
  /** Whether the verdict is on this metric; the others are reported only. */
  readonly isGating: boolean
  readonly metric: MetricFacts | null
  readonly estimate: Estimate
  readonly slice: SliceResult | null
  /** What it is held against; null = it is not. */
  readonly held: Held | null
}

interface Held {
  readonly production: number | null
  readonly drop: Drop | null
  readonly threshold: DriftThreshold | null
  readonly verdict: string | null
}

const COLUMNS: CsvColumns<Row> = {
  model: ({ evaluation }) => evaluation.model,
  evaluated_at: ({ evaluation }) => evaluation.evaluatedAt,
  part: ({ part }) => part,
  slice: ({ slice }) => slice?.name ?? null,
  where: ({ slice }) => slice?.where ?? null,
  gating: ({ isGating }) => String(isGating),
  metric: ({ metric }) => metric?.name ?? null,
  params: ({ metric }) => (metric === null ? null : JSON.stringify(metric.params)),
  weight: ({ slice }) => slice?.weight ?? null,
  rows_scored: ({ slice, evaluation }) => (slice === null ? (evaluation.dataset?.rowsScored ?? null) : slice.rows),
  rows_without_label: ({ slice, evaluation }) => (slice ?? evaluation.dataset)?.rowsWithoutLabel ?? null,
  value: ({ estimate }) => estimate.value,
  standard_error: ({ estimate }) => estimate.standardError,
  interval_low: ({ estimate }) => estimate.interval?.[0] ?? null,
  interval_high: ({ estimate }) => estimate.interval?.[1] ?? null,
  confidence: ({ evaluation }) => evaluation.confidence,
  contribution: ({ slice, held }) => (held === null ? null : (slice?.contribution ?? null)),
  production: ({ held }) => held?.production ?? null,
  drop_relative: ({ held }) => held?.drop?.relative ?? null,
  drop_absolute: ({ held }) => held?.drop?.absolute ?? null,
  drop_low: ({ held }) => held?.drop?.interval?.[0] ?? null,
  drop_high: ({ held }) => held?.drop?.interval?.[1] ?? null,
  drop_part: ({ slice, held, evaluation }) => (held === null || slice === null ? null : partOf(slice, evaluation)),
  max_drop: ({ held }) => held?.threshold?.maxDrop ?? null,
  max_drop_kind: ({ held }) => held?.threshold?.kind ?? null,
  verdict: ({ held }) => held?.verdict ?? null,
  retrain_status: (row) => (isOfRun(row) ? (row.evaluation.retrain?.status ?? null) : null),
  execution_arn: (row) => (isOfRun(row) ? (row.evaluation.retrain?.executionArn ?? null) : null),
  error_kind: ({ evaluation }) => evaluation.error?.kind ?? null,
  error_message: ({ evaluation }) => evaluation.error?.message ?? null,
}

function isOfRun({ part, isGating }: Row): boolean {
  return part === 'score' && isGating
}

function rowsOf(evaluation: Evaluation): readonly Row[] {
  const { metric, score, standardError, interval, pooled, production, drop, threshold, verdict, slices, also } = evaluation
  const gating = { evaluation, isGating: true, metric }
  const held = { production: production?.score ?? null, drop, threshold, verdict }
  const weighted = { value: score, standardError, interval }
  return [
    { ...gating, part: 'score', estimate: weighted, slice: null, held },
    ...(pooled === null ? [] : [pooledRow(gating, pooled)]),
    ...slices.map((slice) => ({ ...gating, part: 'slice', estimate: slice, slice, held: heldOf(slice, evaluation) }) as const),
    ...also.flatMap((secondary, index) => secondaryRows({ evaluation, isGating: false, metric: secondary }, secondary, index)),
  ]
}

function pooledRow(facts: Pick<Row, 'evaluation' | 'isGating' | 'metric'>, estimate: Estimate): Row {
  return { ...facts, part: 'pooled', estimate, slice: null, held: null }
}

function secondaryRows(
  facts: Pick<Row, 'evaluation' | 'isGating' | 'metric'>,
  { score, standardError, interval, pooled }: SecondaryResult,
  index: number,
): readonly Row[] {
  return [
    { ...facts, part: 'score', estimate: { value: score, standardError, interval }, slice: null, held: null },
    pooledRow(facts, pooled),
    ...facts.evaluation.slices.flatMap((slice) => {
      const estimate = slice.also[index]
      return estimate === undefined ? [] : [{ ...facts, part: 'slice', estimate, slice, held: null } as const]
    }),
  ]
}

/** A slice that is not guarded may have a production score all the same. */
function heldOf({ name, guard }: SliceResult, { production }: Evaluation): Held {
  const own = production?.slices.find((stored) => stored.name === name)?.score ?? null
  return {
    production: guard?.production ?? own,
    drop: guard?.drop ?? null,
    threshold: guard?.threshold ?? null,
    verdict: guard?.verdict ?? null,
  }
}

function partOf({ name }: SliceResult, { explanation }: Evaluation): number | null {
  return explanation?.slices.find((part) => part.name === name)?.drop ?? null
}
