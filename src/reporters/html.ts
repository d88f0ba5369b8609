import { NO_APPENDIX } from '../core/appendix.js'
import type { Report } from '../core/evaluation.js'
import { utf8Length } from '../core/utf8.js'
import { BRIEF, DETAILS, type Detail } from './html/detail.js'
import { documentOf } from './html/document.js'
import { figuresOf } from './html/figures.js'
import { type Markup, html as markup } from './html/markup.js'
import { briefSection, modelSection } from './html/model.js'
import { type Listed, overview } from './html/overview.js'
import { countStates, gravity, stateOf } from './html/state.js'
import type { Reporter } from './index.js'

/** One page that needs nothing else, and no script to be read. */
export const html: Reporter = async (report, { top }, appendices) => {
  const listed = report.evaluations.map((evaluation, index) => ({ evaluation, place: `model-${index + 1}` }))
  const level = listed.length === 1 ? 1 : 2
  const head = level === 1 ? '' : overview(listed).markup
  const writers = listed.map(({ evaluation, place }, index): Writer => {
    const figures = figuresOf(evaluation, appendices[index] ?? NO_APPENDIX, place)
    return async (detail) => {
      if (detail === BRIEF) return briefSection(evaluation, place, level)
      const rows = Math.min(detail.rows, top ?? detail.rows)
      return modelSection(evaluation, await figures({ ...detail, rows }), place, level)
    }
  })
  const order = listed.map((_, index) => index).sort((a, b) => graveness(listed[b]) - graveness(listed[a]))
  const sections = await fill(writers, order, MOST_BYTES - utf8Length(documentOf('', markup``)) - utf8Length(head))
  return documentOf(titleOf(report), markup`${{ markup: head }}<main>\n${sections}</main>\n`)
}

/** Mail programs and code hosts show pages of this size. */
const MOST_BYTES = 299_000

type Writer = (detail: Detail) => Promise<Markup>

/** As much of each model as there is room for, the gravest first; a level that one has no room for is left to all after it. */
async function fill(writers: readonly Writer[], order: readonly number[], room: number): Promise<Markup[]> {
  const sections = await Promise.all(writers.map((write) => write(BRIEF)))
  let left = room - sizeOf(sections)
  for (const detail of DETAILS) {
    for (const index of order) {
      const [section, write] = [sections[index], writers[index]]
      if (section === undefined || write === undefined) continue
      const more = await write(detail)
      const growth = sizeOf([more]) - sizeOf([section])
      if (growth > left) break
      sections[index] = more
      left -= growth
    }
  }
  return sections
}

function sizeOf(sections: readonly Markup[]): number {
  return sections.reduce((sum, { markup }) => sum + utf8Length(markup), 0)
}

function graveness(each: Listed | undefined): number {
  return each === undefined ? 0 : gravity(stateOf(each.evaluation))
}

function titleOf({ evaluations }: Report): string {
  const [first, second] = evaluations
  if (first === undefined || second !== undefined) return `${countStates(evaluations.map(stateOf))} · ctrain`
  return `${first.model ?? 'ctrain'}: ${stateOf(first)} · ctrain`
}
