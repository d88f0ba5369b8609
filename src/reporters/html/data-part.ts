import type { Evaluation } from '../../core/evaluation.js'
import { dataLines } from '../data-lines.js'
import { factList } from './data-table.js'
import { heading } from './figure.js'
import { html, type Markup, NOTHING, name, type Part } from './markup.js'

/** What was measured on, and when. */
export function dataPart({ dataset, evaluatedAt }: Evaluation, level: number): Markup {
  if (dataset === null) return NOTHING
  const facts: (readonly [string, Part])[] = [
    ...dataLines(dataset).map((line) => [line.slice(0, LABEL).trim(), line.slice(LABEL)] as const),
    ['fingerprint', html`<code>${name(dataset.fingerprint)}</code>`],
    ['evaluated at', evaluatedAt],
  ]
  return html`<div class="part">${heading('Data', level)}
${factList(facts)}</div>`
}

const LABEL = 11
