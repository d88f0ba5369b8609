import type { Evaluation, MetricFacts } from '../../../core/evaluation.js'
import { formatCount, formatLevel, formatMetric } from '../../numbers.js'
import { sliceChart } from '../charts/slices.js'
import { dataTable } from '../data-table.js'
import { MOST_DRAWN } from '../detail.js'
import { type ExplainedSlice, explainedSlices } from '../explained-slices.js'
import { key } from '../figure.js'
import type { DrawnFigure } from '../figures.js'
import { html, type Markup, NOTHING } from '../markup.js'
import { sliceColumns, valueText } from '../slice-columns.js'

/** Values of the slices against production, those that matter most first. */
export async function sliceFigure(evaluation: Evaluation): Promise<DrawnFigure | null> {
  const { metric, confidence } = evaluation
  const slices = explainedSlices(evaluation)
  if (metric === null || slices.length === 0) return null
  const drawn = slices.slice(0, MOST_DRAWN).map((slice) => ({
    name: slice.name,
    value: slice.value,
    interval: slice.interval,
    production: slice.productionValue,
    change: changeOf(slice, metric),
    label: valueText(slice),
  }))
  const hasIntervals = drawn.some(({ interval }) => interval !== null) && confidence !== null
  const heads = { value: hasIntervals ? `value ± ${formatLevel(confidence)}` : 'value', axis: axisTitle(metric) }
  const chart = await sliceChart(drawn, heads)
  if (chart === null) return null
  return {
    title: 'Slices against production',
    caption: captionOf(drawn, slices.length, hasIntervals ? formatLevel(confidence) : null),
    chart,
    table: (rows) => dataTable('Slices, the largest part of the drop first', sliceColumns(evaluation), slices, rows),
  }
}

/** A metric with the direction that is better. */
export function axisTitle(metric: MetricFacts): string {
  return metric.direction === null ? formatMetric(metric) : `${formatMetric(metric)} (${metric.direction} is better)`
}

function changeOf(
  { value, productionValue, isProduction }: ExplainedSlice,
  { direction }: MetricFacts,
): 'worse' | 'better' | 'same' {
  if (value === null || productionValue === null || direction === null || isProduction || value === productionValue) return 'same'
  return value < productionValue === (direction === 'higher') ? 'worse' : 'better'
}

function captionOf(
  drawn: readonly { readonly production: number | null; readonly change: string }[],
  all: number,
  level: string | null,
): Markup {
  const has = (change: string) => drawn.some((slice) => slice.change === change)
  const colors = [
    has('worse') ? html` ${key('worse')} worse,` : NOTHING,
    has('better') ? html` ${key('better')} better,` : NOTHING,
  ]
  const stored = drawn.some(({ production }) => production !== null) ? html`${key('tick')} production,${colors} ` : NOTHING
  const some = all > drawn.length ? ` The ${drawn.length} of ${formatCount(all)} slices that add most to the drop.` : ''
  return html`${stored}${key('dot')} value${level === null ? '' : ` with its ${level} interval`}.${some}`
}
