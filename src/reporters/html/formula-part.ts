import type { Evaluation } from '../../core/evaluation.js'
import { dropFormula, dropInterval, scoreFormula } from '../formula.js'
import { formatEstimate, formatLevel, formatMetric, formatValue } from '../numbers.js'
import { factList } from './data-table.js'
import { heading } from './figure.js'
import { dropTexts } from './headline.js'
import { html, type Markup, NOTHING, name, type Part } from './markup.js'

/** How the numbers come about, and what rule the verdict follows. */
export function formulaPart(evaluation: Evaluation, level: number): Markup {
  const { metric, pooled, also, production } = evaluation
  if (metric === null) return NOTHING
  const drop = dropFormula(evaluation)
  const interval = dropInterval(evaluation)
  const facts: (readonly [string, Part] | null)[] = [
    ['metric', `${formatMetric(metric)}${metric.direction === null ? '' : `, ${metric.direction} is better`}`],
    ['score', html`<span class="formula">${scoreFormula(evaluation)}</span>`],
    drop === null
      ? null
      : [
          'drop',
          html`<span class="formula">${drop.replace('drop = ', '')}</span>${interval === null ? NOTHING : html`<br>${interval}`}`,
        ],
    ruleOf(evaluation),
    pooled === null || pooled.value === null
      ? null
      : ['pooled', `${formatEstimate(pooled)}: all scored rows at once, without the weights of slices`],
    ...also.map((each) => {
      const sum = formatEstimate({ ...each, value: each.score })
      return [formatMetric(each), `${sum} (pooled ${formatValue(each.pooled.value)}); it decides nothing`] as const
    }),
    production === null
      ? null
      : [
          'production score',
          html`${formatValue(production.score)}, from ${name(production.source)}${production.standardError === null ? '' : `, standard error ${Number(production.standardError.toPrecision(3))}`}`,
        ],
    production === null ? null : ['its revision', html`<code>${name(production.revision)}</code>`],
  ]
  return html`<div class="part">${heading('How the numbers come about', level)}
${factList(facts.filter((fact) => fact !== null))}</div>`
}

/** When a drop is drift. */
function ruleOf(evaluation: Evaluation): readonly [string, Part] | null {
  const { threshold } = evaluation
  const { limit } = dropTexts(evaluation)
  if (threshold === null || limit === null) return null
  const of = threshold.kind === 'relative' ? ' of the production score' : ''
  const sure =
    threshold.confidence === null
      ? ''
      : `, as long as its whole ${formatLevel(threshold.confidence)} interval is beyond that; else it is suspected`
  return ['drift rule', `a drop of more than ${limit}${of} is drift${sure}`]
}
