import { Chalk, type ChalkInstance } from 'chalk'
import type { Evaluation, Report } from '../core/evaluation.js'
import { toAscii } from './ascii.js'
import type { ReportStyle } from './index.js'
import { isolated } from './names.js'
import { details } from './terminal/details.js'
import type { TableStyle } from './terminal/slice-table.js'
import { shortened, widthOf } from './terminal/text-width.js'
import { spaced, textOf } from './text-of.js'
import { STANDINGS, type Standing, standingOf, verdictLine } from './verdict-line.js'

/** The report for people: the verdict of each model in a line that can be passed on, then slices, formula, data and what is next. */
export function table({ evaluations }: Report, style: ReportStyle): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  const adapt = style.isAscii ? toAscii : (text: string) => text
  const shown = { ...style, chalk, adapt }
  const gravestFirst = STANDINGS.flatMap((standing) => evaluations.filter((each) => standingOf(each) === standing))
  const verdicts = gravestFirst.map((evaluation) => headline(evaluation, shown))
  const isOne = evaluations.length === 1
  const head = isOne ? verdicts : [chalk.bold(countText(evaluations)), ...verdicts]
  const sections = style.isQuiet
    ? []
    : gravestFirst.map((each) => [...(isOne ? [] : [rule(each, shown)]), ...details(each, shown)])
  // Lines are in ASCII already, as that changes their widths.
  return textOf(spaced([head, ...sections]), { isAscii: false })
}

function headline(evaluation: Evaluation, { chalk, adapt }: TableStyle): string {
  const standing = standingOf(evaluation)
  return colorOf(standing, chalk).bold(adapt(`${MARKS[standing]} ${verdictLine(evaluation)}`))
}

const MARKS: Readonly<Record<Standing, string>> = {
  drifted: '✗',
  error: '✗',
  inconclusive: '?',
  suspected: '!',
  healthy: '✓',
  measured: '•',
}

function colorOf(standing: Standing, chalk: ChalkInstance): ChalkInstance {
  if (standing === 'healthy') return chalk.green
  if (standing === 'measured') return chalk
  return standing === 'drifted' || standing === 'error' ? chalk.red : chalk.yellow
}

/** `4 models: 1 drifted, 3 healthy`. */
function countText(evaluations: readonly Evaluation[]): string {
  const counts = STANDINGS.flatMap((standing) => {
    const count = evaluations.filter((each) => standingOf(each) === standing).length
    return count === 0 ? [] : [`${count} ${standing === 'error' ? 'failed' : standing}`]
  })
  return `${evaluations.length} models: ${counts.join(', ')}`
}

/** `── churn ──────`, between the models. */
function rule(evaluation: Evaluation, { chalk, adapt, width }: TableStyle): string {
  const title = adapt(
    `── ${shortened(isolated(evaluation.model ?? 'ctrain'), Math.floor(width / 2), '…')} · ${standingOf(evaluation)} `,
  )
  return chalk.bold(title) + chalk.dim(adapt('─').repeat(Math.max(0, Math.min(width, WIDEST_RULE) - widthOf(title))))
}

const WIDEST_RULE = 80
