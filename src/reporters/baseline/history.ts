import { Chalk } from 'chalk'
import type { BaselineRevision } from '../../core/baseline-report.js'
import { inColumns } from '../columns.js'
import { formatTime } from '../days.js'
import type { Style } from '../index.js'
import { formatCount, formatValue, printable } from '../numbers.js'
import { textOf } from '../text-of.js'

export interface ListedBaselines {
  readonly model: string
  readonly source: string
  readonly revisions: readonly BaselineRevision[]
}

/** The revisions of a production score for people, a line each; the current one has a star. */
export function historyTable({ model, source, revisions }: ListedBaselines, style: Style): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  const head = `${chalk.bold(printable(model))} · ${printable(source)}`
  if (revisions.length === 0) return textOf([head, 'no production score was stored yet'], style)
  const names = ['  revision', 'stored', 'score', 'rows', 'by', 'note']
  const [titles = '', ...lines] = inColumns([names, ...revisions.map(rowOf)], [2, 3])
  const colored = lines.map((line, index) => {
    const { isCurrent = false, problem = null } = revisions[index] ?? {}
    return problem !== null ? chalk.yellow(line) : isCurrent ? chalk.green(line) : line
  })
  return textOf([head, titles, ...colored], style)
}

function rowOf({ revision, isCurrent, document, score, problem }: BaselineRevision): string[] {
  const rows = document?.dataset?.rowsScored ?? null
  return [
    `${isCurrent ? '*' : ' '} ${revision}`,
    document === null ? '—' : formatTime(document.createdAt),
    formatValue(score),
    rows === null ? '—' : formatCount(rows),
    printable(document?.createdBy ?? '—'),
    printable(problem ?? document?.note ?? ''),
  ]
}
