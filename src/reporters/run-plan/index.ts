import { Chalk } from 'chalk'
import type { RunPlan } from '../../core/run-plan.js'
import { toAscii } from '../ascii.js'
import type { Style } from '../index.js'
import { printable } from '../numbers.js'
import { dataSections } from './data.js'
import { driftSections } from './drift.js'
import { paragraph, type Section, sqlLines } from './prose.js'
import { queryLine, scoreSections } from './score.js'
import { trainingSections } from './training.js'

export interface PlanStyle extends Style {
  /** Columns of the terminal. */
  readonly width: number
  /** Whether the queries are shown with their text. */
  readonly hasSql: boolean
}

/** A plan in words, a few lines per part. */
export function runPlanText(plan: RunPlan, style: PlanStyle): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  const width = Math.max(40, Math.min(style.width, 80))
  const said = (all: readonly Section[]) =>
    style.isAscii ? all.map(({ title, lines }) => ({ title, lines: lines.map(toAscii) })) : all
  const sections = [
    ...said([...dataSections(plan, width), ...scoreSections(plan, width)]),
    // SQL is copied, and stays what it is.
    queries(plan, width, style.hasSql),
    ...said([...driftSections(plan, width), ...trainingSections(plan, width)]),
  ]
  const text = sections.flatMap(({ title, lines }) => [chalk.bold(title), ...lines])
  return [chalk.bold(printable(plan.model)), '', ...text, ''].join('\n')
}

function queries(plan: RunPlan, width: number, hasSql: boolean): Section {
  if (!hasSql) return { title: 'Queries', lines: paragraph(queryLine(plan), width) }
  const about = paragraph(
    'Over a relation dataset, the rows that belong to it. What metadata tells makes them shorter, and conditions on columns of few values are evaluated on those values, not on rows.',
    width,
  )
  const texts = plan.queries.flatMap(({ what, sql }) => [
    '',
    ...paragraph(`-- ${what}`, width, 3),
    ...sqlLines(sql, width - 4).map((line, index) => `  ${index === 0 ? '' : '  '}${printable(line)}`),
  ])
  return { title: 'Queries', lines: [...about, ...texts, ''] }
}
