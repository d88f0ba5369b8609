import type { Evaluation, Report } from '../core/evaluation.js'
import type { ReportStyle } from './index.js'
import { type Detail, sectionOf, standingOf } from './markdown/section.js'
import { formatCount } from './numbers.js'

/** GitHub takes 65,536 characters for a comment, and 1 MiB for the summary of a step; something else may stand around it. */
const MOST_CHARACTERS = 65_000

const MOST_SLICES = 20

/**
 * GitHub's Markdown, for a comment or the summary of a step: of each model its verdict, why, its slices from the
 * largest part of the drop, and the formula. What would be too long for a comment has fewer slices and no details.
 */
export function markdown({ evaluations }: Report, { top }: Pick<ReportStyle, 'top'>): string {
  for (const detail of details(top ?? MOST_SLICES)) {
    const text = written(evaluations, detail, 0)
    if (text.length <= MOST_CHARACTERS) return text
  }
  const least = { slices: 0, isWhole: false }
  const sections = [...evaluations].sort((a, b) => gravity(a) - gravity(b))
  let count = sections.length
  while (count > 0 && written(sections.slice(0, count), least, sections.length - count).length > MOST_CHARACTERS) count >>= 1
  return written(sections.slice(0, count), least, sections.length - count)
}

/** From the most that is told to the least. */
function details(top: number): readonly Detail[] {
  const counts = [top]
  for (let count = top >> 1; count > 0; count >>= 1) counts.push(count)
  return [...counts.map((slices) => ({ slices, isWhole: true })), { slices: 1, isWhole: false }]
}

const GRAVEST = ['drifted', 'failed', 'inconclusive', 'suspected', 'healthy', 'measured', 'training']

function gravity(evaluation: Evaluation): number {
  return GRAVEST.indexOf(standingOf(evaluation))
}

function written(evaluations: readonly Evaluation[], detail: Detail, hidden: number): string {
  const sections = evaluations.map((evaluation) => sectionOf(evaluation, detail).join('\n'))
  const head = evaluations.length + hidden > 1 ? [overview(evaluations, hidden)] : []
  return [...head, ...sections].map((section) => `${section}\n`).join('\n')
}

/** `**3 models: 1 drifted, 2 healthy**` */
function overview(evaluations: readonly Evaluation[], hidden: number): string {
  const standings = evaluations.map(standingOf)
  const counts = GRAVEST.flatMap((standing) => {
    const count = standings.filter((each) => each === standing).length
    return count === 0 ? [] : [`${formatCount(count)} ${standing}`]
  })
  const rest = hidden === 0 ? [] : [`${formatCount(hidden)} that are not shown`]
  return `**${formatCount(evaluations.length + hidden)} models: ${[...counts, ...rest].join(', ')}**`
}
