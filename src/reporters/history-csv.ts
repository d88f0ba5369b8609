import { limitScore } from '../core/limit-score.js'
import type { RecordedRun, RunHistory } from '../core/records.js'
import { type CsvColumns, csvText } from './csv-text.js'

/** The runs of models as CSV (RFC 4180): a line of names, then a line for each run; what is not known is empty. */
export function historyCsv(histories: readonly RunHistory[]): string {
  return csvText(
    COLUMNS,
    histories.flatMap(({ records }) => records),
  )
}

const COLUMNS: CsvColumns<RecordedRun> = {
  model: ({ model }) => model,
  id: ({ id }) => id,
  recorded_at: ({ recordedAt }) => recordedAt,
  evaluated_at: ({ evaluatedAt }) => evaluatedAt,
  command: ({ command }) => command,
  verdict: ({ verdict }) => verdict,
  metric: ({ metric }) => metric?.name ?? null,
  score: ({ score }) => score,
  standard_error: ({ standardError }) => standardError,
  interval_low: ({ interval }) => interval?.[0] ?? null,
  interval_high: ({ interval }) => interval?.[1] ?? null,
  confidence: ({ confidence }) => confidence,
  production: ({ production }) => production?.score ?? null,
  production_source: ({ production }) => production?.source ?? null,
  production_revision: ({ production }) => production?.revision ?? null,
  drop_relative: ({ drop }) => drop?.relative ?? null,
  drop_absolute: ({ drop }) => drop?.absolute ?? null,
  max_drop: ({ threshold }) => threshold?.maxDrop ?? null,
  max_drop_kind: ({ threshold }) => threshold?.kind ?? null,
  limit: limitOf,
  rows_scored: ({ dataset }) => dataset?.rowsScored ?? null,
  data_from: ({ dataset }) => dataset?.from ?? null,
  data_to: ({ dataset }) => dataset?.to ?? null,
  retrain_status: ({ retrain }) => retrain?.status ?? null,
  execution_name: ({ retrain }) => retrain?.executionName ?? null,
  execution_arn: ({ retrain }) => retrain?.executionArn ?? null,
  execution_status: ({ retrain }) => retrain?.execution?.status ?? null,
  error_kind: ({ error }) => error?.kind ?? null,
  error_message: ({ error }) => error?.message ?? null,
  who: ({ who }) => who,
  where: ({ where }) => where,
  version: ({ version }) => version,
  config_hash: ({ configHash }) => configHash,
}

/** The worst score that would have been healthy. */
function limitOf({ production, threshold, metric }: RecordedRun): number | null {
  if (production === null || threshold === null) return null
  return limitScore(production.score, threshold, metric?.direction ?? null)
}
