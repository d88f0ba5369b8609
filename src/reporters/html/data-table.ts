import { formatCount } from '../numbers.js'
import { html, type Markup, NOTHING, type Part } from './markup.js'

export interface Column<Row> {
  readonly head: string
  /** Names and words are left, numbers right. */
  readonly isText?: boolean
  cell(row: Row): Part
}

/** A table of which each line is headed by its first cell. At most so many lines are written; it says how many are not. */
export function dataTable<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[], most: number): Markup {
  const shown = rows.slice(0, most)
  const left = rows.length - shown.length
  const heads = columns.map(({ head, isText }) => html`<th scope="col"${isText ? TEXT : NOTHING}>${head}</th>`)
  const lines = shown.map((row) => {
    const [first, ...rest] = columns.map(({ cell, isText }) => ({ part: cell(row), kind: isText ? TEXT : NOTHING }))
    const cells = rest.map(({ part, kind }) => html`<td${kind}>${part}</td>`)
    return html`<tr><th scope="row">${first?.part ?? null}</th>${cells}</tr>\n`
  })
  const note =
    left === 0
      ? NOTHING
      : html`<p class="note">${formatCount(shown.length)} of ${formatCount(rows.length)} lines; the JSON report has all of them.</p>`
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines}</tbody></table></div>${note}`
}

const TEXT = html` class="text"`

/** Terms and what they are. */
export function factList(facts: readonly (readonly [term: string, text: Part])[], kind = 'facts'): Markup {
  if (facts.length === 0) return NOTHING
  return html`<dl class="${kind}">${facts.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>\n`)}</dl>`
}
