import { dropDigits, formatDrop, formatLimit } from '../../core/decide.js'
import type { Evaluation } from '../../core/evaluation.js'
import { oneLine } from '../../core/one-line.js'
import type { RecordedRun } from '../../core/records.js'
import { formatEstimate, formatMetric, formatValue } from '../numbers.js'

/** What was found, in one sentence. */
export function headline(evaluation: Evaluation): string {
  const { metric, score, production, reasons, error } = evaluation
  if (metric === null) return oneLine(error?.message ?? reasons[0] ?? 'nothing was measured', 300)
  if (score === null) return oneLine(reasons[0] ?? `${metric.name} is undefined`, 300)
  const value = `${formatMetric(metric)} is ${formatEstimate({ ...evaluation, value: score })}`
  const { drop, limit } = dropTexts(evaluation)
  if (production === null) return `${value}.`
  if (drop === null) return `${value}, against ${formatValue(production.score)} in production.`
  const side = evaluation.drop !== null && isOver(evaluation) ? 'over' : 'within'
  return `${value}, against ${formatValue(production.score)} in production: a drop of ${drop}, ${side} the limit of ${limit}.`
}

/** The drop in the unit of its limit, and the limit. */
export function dropTexts({ drop, threshold }: Pick<RecordedRun, 'drop' | 'threshold'>): {
  readonly drop: string | null
  readonly limit: string | null
} {
  if (threshold === null) return { drop: null, limit: null }
  const measured = drop?.[threshold.kind] ?? null
  return {
    drop: measured === null ? null : formatDrop(measured, threshold.kind, dropDigits(measured, threshold)),
    limit: formatLimit(threshold),
  }
}

function isOver({ drop, threshold }: Evaluation): boolean {
  return threshold !== null && (drop?.[threshold.kind] ?? 0) > threshold.maxDrop
}
