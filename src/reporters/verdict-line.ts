import { dropDigits, formatDrop, formatLimit, verdictOf } from '../core/decide.js'
import type { Evaluation, SliceGuard, SliceResult, Verdict } from '../core/evaluation.js'
import { oneLine } from '../core/one-line.js'
import { isClosed, type RetrainStatus } from '../core/retraining.js'
import { isolated } from './names.js'
import { formatCount, formatEstimate, formatLevel, formatValue } from './numbers.js'
import { shareText, sliceRows } from './slice-rows.js'

/** How it stands with a model, the gravest first. */
export const STANDINGS = ['drifted', 'error', 'inconclusive', 'suspected', 'healthy', 'measured'] as const

export type Standing = (typeof STANDINGS)[number]

/** `error` = it was not even judged, or what was decided could not be done; `measured` = nobody asked for a verdict. */
export function standingOf({ verdict, error }: Evaluation): Standing {
  if (verdict !== 'drifted' && error !== null) return 'error'
  return verdict ?? 'measured'
}

/** What a run found about a model, in one line that can be passed on as it is. */
export function verdictLine(evaluation: Evaluation): string {
  const { verdict, error, retrain } = evaluation
  const parts = [
    ...(verdict === null ? measured(evaluation) : JUDGED[verdict](evaluation)),
    ...(retrain === null ? [] : trainingText(evaluation)),
    ...(error === null
      ? []
      : [`${verdict === null ? '' : 'ERROR: '}${oneLine(error.message.split('\n')[0] ?? '', MOST_REASON)}`]),
  ]
  const standing = error !== null && verdict === null ? 'ERROR' : verdict === 'healthy' ? verdict : (verdict?.toUpperCase() ?? '')
  return `${[nameOf(evaluation.model ?? 'ctrain'), standing].join(' ').trim()}${parts.length === 0 ? '' : ': '}${parts.join('; ')}`
}

const MOST_NAME = 60
const MOST_REASON = 200

const JUDGED: Readonly<Record<Verdict, (evaluation: Evaluation) => string[]>> = {
  drifted: (evaluation) => byGuard(evaluation) ?? [...comparison(evaluation), ...worst(evaluation)],
  suspected: (evaluation) => byGuard(evaluation) ?? [...comparison(evaluation), ...doubt(evaluation), ...worst(evaluation)],
  healthy: comparison,
  inconclusive: ({ reasons: [first, ...others] }) => [
    ...(first === undefined ? [] : [oneLine(first, MOST_REASON)]),
    ...(others.length === 0 ? [] : [`${others.length} more ${others.length === 1 ? 'reason' : 'reasons'}`]),
  ],
}

/** `weighted roc_auc 0.6987, 18.75 % below production 0.8600 (limit 5 %)`. */
function comparison({ metric, score, production, drop, threshold }: Evaluation): string[] {
  const value = drop?.[threshold?.kind ?? 'relative'] ?? null
  if (metric === null || production === null || threshold === null || value === null) return []
  const size = formatDrop(Math.abs(value), threshold.kind, dropDigits(value, threshold))
  const side = value < 0 ? 'better than' : metric.direction === 'lower' ? 'above' : 'below'
  const distance = value === 0 ? 'the same as' : `${size} ${side}`
  return [
    `weighted ${metric.name} ${formatValue(score)}, ${distance} production ${formatValue(production.score)} (limit ${formatLimit(threshold)})`,
  ]
}

/** The slices that are beyond their own limits; null where the score makes the verdict. */
function byGuard(evaluation: Evaluation): string[] | null {
  const { slices, verdict, drop, threshold } = evaluation
  const value = threshold === null ? null : (drop?.[threshold.kind] ?? null)
  if (threshold === null || drop === null || (value !== null && verdictOf(value, drop, threshold) === verdict)) return null
  const over = slices.flatMap((slice) =>
    slice.guard !== null && slice.weight > 0 && slice.guard.verdict === verdict ? [overGuard(slice, slice.guard)] : [],
  )
  const [first, ...others] = over
  if (first === undefined) return null
  return [
    others.length === 0 ? first : `${first} and ${others.length} more ${others.length === 1 ? 'slice' : 'slices'} over theirs`,
    ...comparison(evaluation),
  ]
}

function overGuard({ name }: SliceResult, { drop, threshold, production }: SliceGuard): string {
  const value = drop[threshold.kind] ?? 0
  const size = formatDrop(value, threshold.kind, dropDigits(value, threshold))
  return `slice ${nameOf(name)} ${size} worse than its production ${formatValue(production)} (guard ${formatLimit(threshold)})`
}

function doubt({ drop, threshold, confidence }: Evaluation): string[] {
  const level = threshold?.confidence ?? confidence
  if (threshold === null || level === null || drop === null || drop.interval === null) return ['not sure']
  const [low, high] = drop.interval.map((end) => formatDrop(end, threshold.kind, dropDigits(end, threshold)))
  return [`not sure, the ${formatLevel(level)} interval is ${low} to ${high}`]
}

/** The slice that adds most to the drop. */
function worst(evaluation: Evaluation): string[] {
  const [first, second] = sliceRows(evaluation)
  if (first === undefined || second === undefined || !(first.drop !== null && first.drop > 0)) return []
  const share =
    first.share === null ? '' : first.share > 1 ? ', more than the whole drop' : `, ${shareText(first.share)} of the drop`
  return [`worst slice ${nameOf(first.name)}${share}`]
}

function nameOf(name: string): string {
  return isolated(oneLine(name, MOST_NAME))
}

function measured({ metric, score, standardError, interval, slices, dataset }: Evaluation): string[] {
  if (metric === null) return []
  const value = formatEstimate({ value: score, standardError, interval })
  const rows = dataset === null ? [] : [`${formatCount(dataset.rowsScored)} rows`]
  return [
    [`weighted ${metric.name} ${value}`, ...(slices.length > 1 ? [`${formatCount(slices.length)} slices`] : []), ...rows].join(
      ', ',
    ),
  ]
}

function trainingText({ retrain }: Evaluation): string[] {
  if (retrain === null) return []
  const { status, execution } = retrain
  if (execution !== null && isClosed(execution.status)) return [`training ${execution.status}`]
  return [...TRAINING[status]]
}

const TRAINING: Readonly<Record<RetrainStatus, readonly string[]>> = {
  started: ['training started'],
  joined: ['its training runs already'],
  already_started: ['its training was started before'],
  already_trained: ['trained already'],
  training_running: ['no start, another training runs'],
  on_hold: ['no start, on hold'],
  cooling_down: ['no start yet, cooling down'],
  too_many_starts: ['no start, too many of late'],
  quiet: ['no start yet, quiet time'],
  data_too_old: ['no start, the data is too old'],
  dry_run: ['dry run, nothing started'],
  not_needed: [],
  not_configured: ['no training is configured'],
  inconclusive: [],
}
