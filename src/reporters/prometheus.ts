import type { Estimate, Evaluation, Report, SliceResult, Verdict } from '../core/evaluation.js'
import { distinct } from './distinct.js'
import { formatMetric } from './numbers.js'

/**
 * The text format of Prometheus, for the textfile collector of node_exporter: gauges, without timestamps. What is not
 * known has no sample, so that it looks like nothing else.
 */
export function prometheus({ evaluations }: Report): string {
  const names = distinct(evaluations.map(({ model }) => model ?? 'ctrain'))
  return FAMILIES.map(({ name, help, samples }) => {
    const lines = evaluations.flatMap((evaluation, index) =>
      samples(evaluation).flatMap(([labels, value]) =>
        value === null ? [] : [`${name}${labelsOf({ model: names[index] ?? '', ...labels })} ${value}\n`],
      ),
    )
    return lines.length === 0 ? '' : [`# HELP ${name} ${help}\n`, `# TYPE ${name} gauge\n`, ...lines].join('')
  }).join('')
}

interface Family {
  readonly name: string
  readonly help: string
  readonly samples: (evaluation: Evaluation) => readonly Sample[]
}

type Labels = Readonly<Record<string, string>>

type Sample = readonly [labels: Labels, value: number | null]

type Estimated = readonly [labels: Labels, estimate: Estimate]

const VERDICTS: readonly Verdict[] = ['healthy', 'suspected', 'drifted', 'inconclusive']

const FAMILIES: readonly Family[] = [
  model('evaluated_timestamp_seconds', 'When the model was evaluated.', ({ evaluatedAt }) => Date.parse(evaluatedAt) / 1000),
  model('error', 'Whether the evaluation failed.', ({ error }) => Number(error !== null)),
  {
    name: 'ctrain_verdict',
    help: 'Which verdict was given: 1 for it, 0 for the others.',
    samples: ({ verdict }) => (verdict === null ? [] : VERDICTS.map((each) => [{ verdict: each }, Number(each === verdict)])),
  },
  model('drifted', 'Whether the model has drifted; absent where no verdict could be given.', ({ verdict }) =>
    verdict === null || verdict === 'inconclusive' ? null : Number(verdict === 'drifted'),
  ),
  ...estimates('score', 'Sum of weight times value over the slices.', scoresOf),
  model('production_score', 'The score of the model in production.', ({ production }) => production?.score ?? null),
  model('drop', 'How much worse than production, in the unit of the metric.', ({ drop }) => drop?.absolute ?? null),
  model('drop_ratio', 'How much worse than production, as a share of it.', ({ drop }) => drop?.relative ?? null),
  model('max_drop', 'The largest healthy drop, where it is absolute.', (evaluation) => limitOf(evaluation, 'absolute')),
  model('max_drop_ratio', 'The largest healthy drop, where it is relative.', (evaluation) => limitOf(evaluation, 'relative')),
  model('rows', 'Rows of the dataset.', ({ dataset }) => dataset?.rows ?? null),
  model('rows_scored', 'Rows that were scored.', ({ dataset }) => dataset?.rowsScored ?? null),
  model('rows_without_label', 'Rows without ground truth yet.', ({ dataset }) => dataset?.rowsWithoutLabel ?? null),
  model('dataset_bytes', 'Size of the files of the dataset.', ({ dataset }) => dataset?.bytes ?? null),
  ...estimates('slice_value', 'Value of a metric of a slice.', sliceValuesOf),
  slice('weight', 'Weight of a slice in the score.', ({ weight }) => weight),
  slice('rows', 'Scored rows of a slice.', ({ rows }) => rows),
  slice('rows_without_label', 'Rows of a slice without ground truth yet.', ({ rowsWithoutLabel }) => rowsWithoutLabel),
  slice(
    'drop_ratio',
    'How much worse than its own production score a guarded slice is.',
    ({ guard }) => guard?.drop.relative ?? null,
  ),
  slice('drifted', 'Whether a guarded slice has drifted; absent where that could not be told.', ({ guard }) =>
    guard === null || guard.verdict === 'inconclusive' ? null : Number(guard.verdict === 'drifted'),
  ),
  {
    name: 'ctrain_retrain_info',
    help: 'What became of the training.',
    samples: ({ retrain }) => (retrain === null ? [] : [[{ status: retrain.status }, 1]]),
  },
]

/** A gauge of the model. */
function model(name: string, help: string, value: (evaluation: Evaluation) => number | null): Family {
  return { name: `ctrain_${name}`, help, samples: (evaluation) => [[{}, value(evaluation)]] }
}

/** A gauge of each slice. */
function slice(name: string, help: string, value: (slice: SliceResult) => number | null): Family {
  return {
    name: `ctrain_slice_${name}`,
    help,
    samples: ({ slices }) => bySlice(slices).map(([labels, each]) => [labels, value(each)]),
  }
}

/** Gauges of values of metrics, and of how far they may be off. */
function estimates(name: string, help: string, of: (evaluation: Evaluation) => readonly Estimated[]): readonly Family[] {
  const gauge = (suffix: string, text: string, value: (estimate: Estimate) => number | null): Family => ({
    name: `ctrain_${name}${suffix}`,
    help: text,
    samples: (evaluation) => of(evaluation).map(([labels, estimate]) => [labels, value(estimate)]),
  })
  return [
    gauge('', help, ({ value }) => value),
    gauge('_standard_error', `Standard error of ctrain_${name}.`, ({ standardError }) => standardError),
    gauge('_low', `Lower end of the interval of ctrain_${name}.`, ({ interval }) => interval?.[0] ?? null),
    gauge('_high', `Upper end of the interval of ctrain_${name}.`, ({ interval }) => interval?.[1] ?? null),
  ]
}

function bySlice(slices: readonly SliceResult[]): readonly (readonly [labels: Labels, slice: SliceResult])[] {
  const names = distinct(slices.map(({ name }) => name))
  return slices.map((each, index) => [{ slice: names[index] ?? '' }, each])
}

function scoresOf({ metric, score, standardError, interval, also }: Evaluation): readonly Estimated[] {
  if (metric === null) return []
  return [
    [{ metric: formatMetric(metric) }, { value: score, standardError, interval }],
    ...also.map((each): Estimated => [{ metric: formatMetric(each) }, { ...each, value: each.score }]),
  ]
}

function sliceValuesOf({ metric, slices }: Evaluation): readonly Estimated[] {
  if (metric === null) return []
  return bySlice(slices).flatMap(([labels, each]) => [
    [{ ...labels, metric: formatMetric(metric) }, each],
    ...each.also.map((secondary): Estimated => [{ ...labels, metric: formatMetric(secondary) }, secondary]),
  ])
}

function limitOf({ threshold }: Evaluation, kind: 'relative' | 'absolute'): number | null {
  return threshold?.kind === kind ? threshold.maxDrop : null
}

function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replaceAll(/[\\"]/g, '\\$&')}"`)
  return `{${pairs.join(',')}}`
}
