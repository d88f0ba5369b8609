import { Chalk } from 'chalk'
import type { BaselineChange } from '../../core/baseline-report.js'
import type { Style } from '../index.js'
import { printable } from '../numbers.js'
import { textOf } from '../text-of.js'
import { datasetLine, differenceLines, formatScore, scoreLine, sliceLines } from './lines.js'
import { noteLine, title } from './show.js'

/** What became of the production score, for people. Of a dry run, the document alone. */
export function changeTable(changed: BaselineChange, style: Style): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  const { baseline, former, reasons, model, source } = changed
  if (baseline === null) {
    const [first = '', ...rest] = reasons.map(printable)
    const lines = [`refused    ${first}`, ...rest.map((reason) => `           ${reason}`)]
    return textOf([chalk.bold(printable(model)), ...lines.map((line) => chalk.yellow(line)), NOTHING], style)
  }
  const { document, revision } = baseline
  if (changed.status === 'dry_run' && document !== null) return `${JSON.stringify(document, null, 2)}\n`
  const place = changed.status === 'dry_run' ? 'would be   ' : 'stored     '
  const lines = [
    title(model, baseline, chalk),
    ...datasetLine(document?.dataset ?? null),
    ...(document === null ? [] : sliceLines(document)),
    former === null ? `score      ${formatScore(baseline)}` : scoreLine(former, baseline, changed),
    ...differenceLines(changed.differences, chalk),
    ...noteLine(document?.note ?? null),
    ...reasons.map((reason) => `remark     ${printable(reason)}`),
    `revision   ${chalk.bold(revision)}, in place of ${former?.revision ?? 'none'}`,
    `${place}${printable(source)}`,
  ]
  return textOf(lines, style)
}

const NOTHING = 'Nothing was stored.'
