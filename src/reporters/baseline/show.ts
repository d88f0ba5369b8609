import { Chalk, type ChalkInstance } from 'chalk'
import type { BaselineRevision } from '../../core/baseline-report.js'
import { formatTime } from '../days.js'
import type { Style } from '../index.js'
import { formatMetric, printable } from '../numbers.js'
import { textOf } from '../text-of.js'
import { datasetLine, formatScore, sliceLines } from './lines.js'

export interface Shown {
  readonly model: string
  readonly baseline: BaselineRevision
}

/** A revision of the production score for people. */
export function showTable({ model, baseline }: Shown, style: Style): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  return textOf([title(model, baseline, chalk), ...baselineLines(baseline, chalk)], style)
}

/** The model and what the score is one of. */
export function title(model: string, { document }: BaselineRevision, chalk: ChalkInstance): string {
  const name = chalk.bold(printable(model))
  if (document === null) return name
  return `${name} · ${printable(formatMetric({ name: document.metric, params: document.params ?? {} }))}`
}

function baselineLines(baseline: BaselineRevision, chalk: ChalkInstance): string[] {
  const { document, uri, archivedAt } = baseline
  return [
    ...datasetLine(document?.dataset ?? null),
    ...(document === null ? [] : sliceLines(document)),
    `score      ${chalk.bold(formatScore(baseline))}`,
    ...(document === null ? [] : [`stored     ${formatTime(document.createdAt)} by ${printable(document.createdBy)}`]),
    ...(archivedAt === null ? [] : [`archived   ${formatTime(archivedAt)}`]),
    ...noteLine(document?.note ?? null),
    `revision   ${revisionText(baseline)}`,
    `source     ${printable(uri)}`,
  ]
}

export function noteLine(note: string | null): string[] {
  return note === null ? [] : [`note       ${printable(note)}`]
}

function revisionText({ revision, isCurrent, storeRevision }: BaselineRevision): string {
  if (!isCurrent) return `${revision}, a former one`
  const isSaid = storeRevision === null || storeRevision.replace('sha256:', '').startsWith(revision)
  return isSaid ? revision : `${revision}, in the store ${printable(storeRevision)}`
}
