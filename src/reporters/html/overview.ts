import type { Evaluation } from '../../core/evaluation.js'
import { formatTime } from '../days.js'
import { formatCount, formatEstimate, formatValue } from '../numbers.js'
import { type Column, dataTable } from './data-table.js'
import { dropTexts } from './headline.js'
import { html, type Markup, name, type Part } from './markup.js'
import { badge, countStates, stateOf } from './state.js'

export interface Listed {
  readonly evaluation: Evaluation
  /** Of its section. */
  readonly place: string
}

/** What there is to say of several models together, with links to each. */
export function overview(listed: readonly Listed[]): Markup {
  const states = listed.map(({ evaluation }) => stateOf(evaluation))
  return html`<header><p class="kicker">ctrain report, ${formatTime(listed[0]?.evaluation.evaluatedAt ?? '')}</p>
<h1>${countStates(states)}</h1></header>
<nav aria-label="Models">${dataTable('Models, as the run had them', COLUMNS, listed, Number.POSITIVE_INFINITY)}</nav>
`
}

const COLUMNS: readonly Column<Listed>[] = [
  column('model', ({ evaluation, place }) => html`<a href="#${place}">${name(evaluation.model ?? 'ctrain')}</a>`),
  column('verdict', ({ evaluation }) => badge(stateOf(evaluation))),
  { head: 'score', cell: ({ evaluation }) => formatEstimate({ ...evaluation, value: evaluation.score }) },
  { head: 'production', cell: ({ evaluation }) => formatValue(evaluation.production?.score ?? null) },
  { head: 'drop', cell: ({ evaluation }) => dropTexts(evaluation).drop ?? '—' },
  { head: 'limit', cell: ({ evaluation }) => dropTexts(evaluation).limit ?? '—' },
  { head: 'rows scored', cell: ({ evaluation: { dataset } }) => (dataset === null ? '—' : formatCount(dataset.rowsScored)) },
  column('training', ({ evaluation: { retrain } }) => retrain?.status ?? '—'),
]

function column(head: string, cell: (row: Listed) => Part): Column<Listed> {
  return { head, isText: true, cell }
}
