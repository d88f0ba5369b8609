import { dropDigits, formatDrop, formatLimit } from './decide.js'
import type { Evaluation, SliceResult } from './evaluation.js'
import type { Notification } from './notification.js'
import { oneLine } from './one-line.js'
import { slicesToTell } from './slices-to-tell.js'

/** A message for people, before it is laid out. Each text is one line. */
export interface Summary {
  readonly title: string
  readonly facts: readonly (readonly [label: string, text: string])[]
  readonly reasons: readonly string[]
  /** The worst ones. */
  readonly slices: readonly string[]
  /** How many slices are not among them. */
  readonly slicesOmitted: number
}

const MOST_SLICES = 5
const MOST_REASONS = 5

export function summaryOf({ title, isTest, evaluation }: Notification): Summary {
  const { slices, reasons, verdict } = evaluation
  const names = verdict === null ? [] : slicesToTell(evaluation).slice(0, MOST_SLICES)
  const worst = names.flatMap((name) => slices.filter((slice) => slice.name === name))
  return {
    title: isTest ? `[test] ${title}` : title,
    facts: [...scoreFacts(evaluation), ...dataFacts(evaluation), ...trainingFacts(evaluation), ...errorFacts(evaluation)],
    reasons: reasons.slice(0, MOST_REASONS).map((reason) => oneLine(reason, 300)),
    slices: worst.map((slice) => sliceText(slice, evaluation)),
    slicesOmitted: verdict === null ? 0 : slices.length - worst.length,
  }
}

/** The summary as plain text. */
export function plainText(notification: Notification): string {
  const { title, facts, reasons, slices, slicesOmitted } = summaryOf(notification)
  const more = slicesOmitted === 0 ? [] : [`- and ${slicesOmitted} more`]
  const cohorts = slices.length === 0 ? [] : ['', 'slices, worst first:', ...slices.map((slice) => `- ${slice}`), ...more]
  const lines = facts.map(([label, text]) => `${label}: ${text}`)
  return `${[title, '', ...lines, ...reasons.map((reason) => `- ${reason}`), ...cohorts, '', notification.at].join('\n')}\n`
}

type Facts = readonly (readonly [string, string])[]

function scoreFacts({ verdict, metric, score, production, drop, threshold }: Evaluation): Facts {
  const measured = threshold === null ? null : (drop?.[threshold.kind] ?? null)
  return [
    ...(verdict === null ? [] : [['verdict', verdict] as const]),
    ...(score === null
      ? []
      : [['score', `${formatNumber(score)}${metric === null ? '' : ` (${oneLine(metric.name, 80)})`}`] as const]),
    ...(production === null ? [] : [['production', formatNumber(production.score)] as const]),
    ...(measured === null || threshold === null
      ? []
      : [
          [
            'drop',
            `${formatDrop(measured, threshold.kind, dropDigits(measured, threshold))}, limit ${formatLimit(threshold)}`,
          ] as const,
        ]),
  ]
}

function dataFacts({ dataset }: Evaluation): Facts {
  if (dataset === null) return []
  const span = [dataset.from, dataset.to].filter((day) => day !== null).join(' to ')
  return [['data', `${span === '' ? '' : `${span}, `}${dataset.rowsScored} rows scored`]]
}

function trainingFacts({ retrain }: Evaluation): Facts {
  if (retrain === null) return []
  const { status, reason, executionArn } = retrain
  return [
    ['training', `${status}: ${oneLine(reason, 300)}`],
    ...(executionArn === null ? [] : [['execution', executionArn] as const]),
  ]
}

function errorFacts({ error }: Evaluation): Facts {
  if (error === null) return []
  return [['error', oneLine(error.message, 500)], ...(error.hint === null ? [] : [['hint', oneLine(error.hint, 300)] as const])]
}

function sliceText(slice: SliceResult, evaluation: Evaluation): string {
  const own = evaluation.production?.slices.find(({ name }) => name === slice.name)
  const production = slice.guard?.production ?? own?.score ?? null
  const stored = production === null ? '' : `, production ${formatNumber(production)}`
  const value = slice.value === null ? 'undefined' : formatNumber(slice.value)
  return `${oneLine(slice.name, 80)}: ${value}${stored} (weight ${formatNumber(slice.weight)}, ${slice.rows} rows)`
}

function formatNumber(value: number): string {
  return String(Number(value.toPrecision(4)))
}
