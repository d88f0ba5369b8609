import type { Evaluation } from '../../../core/evaluation.js'
import type { Explanation, SlicePart } from '../../../core/explanation.js'
import { formatCount, formatShare, formatValue, formatWeight } from '../../numbers.js'
import { type Step, waterfallChart } from '../charts/waterfall.js'
import { type Column, dataTable } from '../data-table.js'
import { MOST_STEPS } from '../detail.js'
import { key } from '../figure.js'
import type { DrawnFigure } from '../figures.js'
import { html, name } from '../markup.js'
import { signed } from '../slice-columns.js'
import { axisTitle } from './slices.js'

/** What each slice adds to the drop. */
export async function waterfallFigure(evaluation: Evaluation): Promise<DrawnFigure | null> {
  const { explanation, production, metric } = evaluation
  if (explanation === null || production === null || metric === null) return null
  const sign = metric.direction === 'lower' ? 1 : -1
  const chart = await waterfallChart(production.score, stepsOf(explanation, sign), axisTitle(metric))
  if (chart === null) return null
  const against = explanation.against === 'slices' ? 'its own production value' : 'the production score'
  return {
    title: 'What the drop is made of',
    caption: html`From the production score to this one: each slice's weight × its distance from ${against}. ${key('worse')} makes the score worse, ${key('better')} better.`,
    chart,
    table: (rows) =>
      dataTable('Parts of the drop; + makes the score worse', COLUMNS, [...explanation.slices, ...rest(explanation)], rows),
  }
}

/** The largest parts one by one, in their order; what the others add up to; what slices don't explain. */
function stepsOf({ slices, unexplained }: Explanation, sign: number): Step[] {
  const largest = new Set([...slices].sort((a, b) => Math.abs(b.drop) - Math.abs(a.drop)).slice(0, MOST_STEPS))
  const others = slices.filter((part) => !largest.has(part))
  const step = (label: string, drop: number, share: number | null): Step => ({
    name: label,
    change: sign * drop,
    isWorse: drop > 0,
    label: `${signed(sign * drop)}${share === null ? '' : ` (${formatShareOf(share)})`}`,
  })
  const sum = others.reduce((total, { drop }) => total + drop, 0)
  return [
    ...slices.filter((part) => largest.has(part)).map(({ name, drop, share }) => step(name, drop, share)),
    ...(others.length === 0 ? [] : [step(`${formatCount(others.length)} other slices`, sum, null)]),
    ...(unexplained === 0 ? [] : [step('not explained by slices', unexplained, null)]),
  ]
}

function formatShareOf(share: number): string {
  const percent = Math.round(share * 100)
  if (percent === 0 && share !== 0) return 'under 1 %'
  return `${percent} %`.replace('-', '−')
}

const COLUMNS: readonly Column<SlicePart>[] = [
  { head: 'slice', isText: true, cell: (part) => name(part.name) },
  { head: 'part of the drop', cell: ({ drop }) => signed(drop) },
  { head: 'share', cell: ({ share }) => (share === null ? '—' : formatShareOf(share)) },
  { head: 'by its value', cell: ({ performance }) => signed(performance) },
  { head: 'by its weight', cell: ({ mix }) => signed(mix) },
  { head: 'value', cell: ({ value }) => formatValue(value) },
  { head: 'production value', cell: ({ productionValue }) => formatValue(productionValue) },
  { head: 'weight', cell: ({ weight }) => (weight === null ? '—' : formatWeight(weight)) },
  {
    head: 'production weight',
    cell: ({ productionWeight }) => (productionWeight === null ? '—' : formatWeight(productionWeight)),
  },
  { head: 'share of rows', cell: ({ rowShare }) => (rowShare === null ? '—' : formatShare(rowShare)) },
  {
    head: 'production share',
    cell: ({ productionRowShare }) => (productionRowShare === null ? '—' : formatShare(productionRowShare)),
  },
]

function rest({ unexplained }: Explanation): SlicePart[] {
  const unknown = {
    value: null,
    productionValue: null,
    weight: null,
    productionWeight: null,
    rowShare: null,
    productionRowShare: null,
  }
  const part = { name: 'not explained by slices', drop: unexplained, share: null, performance: unexplained, mix: 0, ...unknown }
  return unexplained === 0 ? [] : [part]
}
