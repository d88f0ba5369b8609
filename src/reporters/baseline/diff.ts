import { Chalk, type ChalkInstance } from 'chalk'
import type { BaselineDiff, BaselineRevision, SliceChange, SliceSide } from '../../core/baseline-report.js'
import { toAscii } from '../ascii.js'
import { inColumns } from '../columns.js'
import { formatTime } from '../days.js'
import type { Style } from '../index.js'
import { formatCount, formatValue, formatWeight, printable } from '../numbers.js'
import { textOf } from '../text-of.js'
import { differenceLines, formatSigned, scoreLine } from './lines.js'

/** What differs between two production scores, for people. */
export function diffTable(diff: BaselineDiff, style: Style): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  const { model, source, from, to, slices } = diff
  const lines = [
    `${chalk.bold(printable(model))} · ${printable(source)}`,
    `from       ${revisionLine(from)}`,
    `to         ${to === null ? 'the config' : revisionLine(to)}`,
    ...sliceTable(slices, to === null, style),
    ...(to === null ? [] : [scoreLine(from, to, diff)]),
    ...definitionLines(diff, chalk),
  ]
  return textOf(lines, style)
}

function revisionLine({ revision, isCurrent, document }: BaselineRevision): string {
  const { note = null } = document ?? {}
  return [
    `${revision}${isCurrent ? ' (current)' : ''}`,
    ...(document === null ? [] : [`${formatTime(document.createdAt)} by ${printable(document.createdBy)}`]),
    ...(note === null ? [] : [printable(note)]),
  ].join(', ')
}

function sliceTable(slices: readonly SliceChange[], isConfig: boolean, { isAscii }: Style): string[] {
  if (slices.length === 0) return []
  const rows = slices.map(({ name, from, to, change }) => [
    printable(name),
    both(from, to, ({ weight }) => formatWeight(weight)),
    ...(isConfig
      ? []
      : [
          both(from, to, ({ value }) => formatValue(value)),
          change === null ? '' : formatSigned(change),
          both(from, to, ({ rows: count }) => (count === null ? '—' : formatCount(count))),
        ]),
  ])
  const head = ['slice', 'weight', ...(isConfig ? [] : ['value', 'change', 'rows'])]
  const cells = isAscii ? rows.map((row) => row.map(toAscii)) : rows
  return ['', ...inColumns([head, ...cells], [3]), '']
}

/** `0.4 → 0.5`, or one of them where they are alike. */
function both(from: SliceSide | null, to: SliceSide | null, format: (side: SliceSide) => string): string {
  const texts = [from, to].map((side) => (side === null ? 'none' : format(side)))
  return [...new Set(texts)].join(' → ')
}

function definitionLines({ differences }: BaselineDiff, chalk: ChalkInstance): string[] {
  if (differences === null) return ['definition not known: a document that is not ctrain’s has none']
  if (differences.length === 0) return ['definition the same: metric, parameters, slices and weights']
  return differenceLines(differences, chalk)
}
