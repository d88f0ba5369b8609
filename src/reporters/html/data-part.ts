import type { Evaluation } from '../../core/evaluation.js'
import { dataFacts } from '../data-facts.js'
import { factList } from './data-table.js'
import { heading } from './figure.js'
import { html, type Markup, NOTHING, name, type Part } from './markup.js'

/** What was measured on, and when. */
export function dataPart({ dataset, evaluatedAt }: Evaluation, level: number): Markup {
  if (dataset === null) return NOTHING
  const facts: (readonly [string, Part])[] = [
    ...dataFacts(dataset),
    ['fingerprint', html`<code>${name(dataset.fingerprint)}</code>`],
    ['evaluated at', evaluatedAt],
  ]
  return html`<div class="part">${heading('Data', level)}
${factList(facts)}</div>`
}
