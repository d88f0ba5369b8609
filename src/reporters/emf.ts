import type { Evaluation, Report, SliceResult } from '../core/evaluation.js'
import { oneLine, shortened } from '../core/one-line.js'
import { slicesToTell } from '../core/slices-to-tell.js'
import { distinct } from './distinct.js'
import type { ReportStyle } from './index.js'
import { printable } from './numbers.js'

/** Characters of a dimension's value, of which CloudWatch takes 1,024; some are left to tell namesakes apart. */
const LONGEST_NAME = 1000

const MOST_REASONS = 5

/**
 * CloudWatch's Embedded Metric Format: a JSON object on a line for each model and for each of its slices, of which
 * `top` are written at most. CloudWatch bills each metric of each model and slice, so that a slice has one, its value;
 * what else is known are fields of the log, for queries.
 */
export function emf({ evaluations }: Report, { top }: Pick<ReportStyle, 'top'>): string {
  const models = distinct(
    evaluations.map(({ model }) => model ?? 'ctrain'),
    dimensionOf,
  )
  const lines = evaluations.flatMap((evaluation, index) => {
    const model = models[index] ?? ''
    const shown = sliceNames(evaluation, top)
    const slices = distinct(shown, dimensionOf)
    return [
      modelLine(model, evaluation),
      ...shown.flatMap((name, place) =>
        evaluation.slices
          .filter((slice) => slice.name === name)
          .map((slice) => sliceLine({ Model: model, Slice: slices[place] ?? '' }, slice, evaluation)),
      ),
    ]
  })
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

function modelLine(model: string, evaluation: Evaluation): object {
  const { model: name, metric, dataset, score, production, drop, verdict, reasons, retrain, error } = evaluation
  const metrics = measured({
    Score: [score, 'None'],
    ProductionScore: [production?.score ?? null, 'None'],
    Drop: [drop?.absolute ?? null, 'None'],
    DropRatio: [drop?.relative ?? null, 'None'],
    Drifted: [verdict === null || verdict === 'inconclusive' ? null : Number(verdict === 'drifted'), 'Count'],
    Inconclusive: [verdict === null ? null : Number(verdict === 'inconclusive'), 'Count'],
    Failed: [Number(error !== null), 'Count'],
    RowsScored: [dataset?.rowsScored ?? null, 'Count'],
    RowsWithoutLabel: [dataset?.rowsWithoutLabel ?? null, 'Count'],
  })
  return line({ Model: model }, metrics, evaluation, {
    ModelName: printable(name ?? 'ctrain'),
    Metric: metric?.name ?? null,
    Verdict: verdict,
    Reasons: reasons.slice(0, MOST_REASONS).map((reason) => oneLine(reason, 300)),
    RetrainStatus: retrain?.status ?? null,
    ExecutionArn: retrain?.executionArn ?? null,
    ErrorKind: error?.kind ?? null,
    ErrorMessage: error === null ? null : shortened(printable(error.message), LONGEST_NAME),
  })
}

/** Those that matter most, where not all are wanted. */
function sliceNames(evaluation: Evaluation, top: number | null): readonly string[] {
  const names = evaluation.slices.map(({ name }) => name)
  return top === null || names.length <= top ? names : slicesToTell(evaluation).slice(0, top)
}

function sliceLine(dimensions: Dimensions, slice: SliceResult, evaluation: Evaluation): object {
  const { name, weight, rows, rowsWithoutLabel, value, guard } = slice
  return line(dimensions, measured({ SliceValue: [value, 'None'] }), evaluation, {
    ModelName: printable(evaluation.model ?? 'ctrain'),
    SliceName: printable(name),
    Metric: evaluation.metric?.name ?? null,
    Weight: weight,
    SliceRows: rows,
    SliceRowsWithoutLabel: rowsWithoutLabel,
    DropPart: evaluation.explanation?.slices.find((part) => part.name === name)?.drop ?? null,
    GuardVerdict: guard?.verdict ?? null,
  })
}

type Unit = 'None' | 'Count'

type Dimensions = Readonly<Record<string, string>>

type Metrics = Readonly<Record<string, readonly [value: number, unit: Unit]>>

/** Metrics that have a value which CloudWatch takes: it refuses what is beyond ±2^360, or nearer to 0 than 1e-108. */
function measured(metrics: Readonly<Record<string, readonly [value: number | null, unit: Unit]>>): Metrics {
  const isTaken = (size: number) => size === 0 || (size > 1e-108 && size < 2 ** 360)
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, [value, unit]]) =>
      value !== null && isTaken(Math.abs(value)) ? [[name, [value, unit]] as const] : [],
    ),
  )
}

function line(
  dimensions: Dimensions,
  metrics: Metrics,
  { evaluatedAt }: Evaluation,
  fields: Readonly<Record<string, unknown>>,
): object {
  const definitions = Object.entries(metrics).map(([Name, [, Unit]]) => ({ Name, Unit }))
  const directive = { Namespace: 'ctrain', Dimensions: [Object.keys(dimensions)], Metrics: definitions }
  return {
    _aws: { Timestamp: Date.parse(evaluatedAt), CloudWatchMetrics: definitions.length === 0 ? [] : [directive] },
    ...dimensions,
    ...Object.fromEntries(Object.entries(metrics).map(([name, [value]]) => [name, value])),
    ...fields,
  }
}

/** Of dimensions CloudWatch takes ASCII only, not only spaces, and no colon in front; others are written as JSON escapes them. */
function dimensionOf(name: string): string {
  const ascii = printable(name).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const text = ascii.replace(/^[ :]/, (first) => `\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return text.slice(0, LONGEST_NAME)
}
