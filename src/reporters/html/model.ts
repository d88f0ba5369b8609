import type { Evaluation } from '../../core/evaluation.js'
import { formatTime } from '../days.js'
import { dropInterval } from '../formula.js'
import { formatCount, formatEstimate, formatLevel, formatShare, formatValue } from '../numbers.js'
import { dataPart } from './data-part.js'
import { factList } from './data-table.js'
import { type Figure, figure, heading } from './figure.js'
import { formulaPart } from './formula-part.js'
import { dropTexts, headline } from './headline.js'
import { html, lines, type Markup, MOST_TEXT, NOTHING, name, type Part } from './markup.js'
import { retrainPart } from './retrain-part.js'
import { badge, stateOf } from './state.js'

/** All that is told of a model, under a heading of this level. */
export function modelSection(evaluation: Evaluation, figures: readonly Figure[], place: string, level: number): Markup {
  const below = level + 1
  return sectionOf(
    evaluation,
    place,
    level,
    html`${keyFacts(evaluation)}
${errorPart(evaluation)}
${whyPart(evaluation, below)}
${retrainPart(evaluation, below)}
${figures.length === 0 ? NOTHING : html`<div class="charts">\n${figures.map((each) => figure(each, below))}</div>`}
${formulaPart(evaluation, below)}
${dataPart(evaluation, below)}
`,
  )
}

/** What was found, in a sentence. */
export function briefSection(evaluation: Evaluation, place: string, level: number): Markup {
  return sectionOf(evaluation, place, level, html`<p class="note">There is no room for more; the JSON report has it.</p>`)
}

function sectionOf(evaluation: Evaluation, place: string, level: number, content: Markup): Markup {
  const kicker = level === 1 ? html`<p class="kicker">ctrain report, ${formatTime(evaluation.evaluatedAt)}</p>\n` : NOTHING
  return html`<section class="${level === 1 ? 'only' : 'model'}" id="${place}" aria-labelledby="${place}-title">
${kicker}<div class="title">${heading(name(evaluation.model ?? 'ctrain'), level, `${place}-title`)}${badge(stateOf(evaluation))}</div>
<p class="lead">${headline(evaluation)}</p>
${content}</section>
`
}

/** The numbers that one looks for first. */
function keyFacts(evaluation: Evaluation): Markup {
  const { metric, score, production, dataset } = evaluation
  const { drop: measured, limit } = dropTexts(evaluation)
  const facts: (readonly [string, Part] | null)[] = [
    metric === null ? null : ['score', html`${formatValue(score)}${small(halfWidth(evaluation))}`],
    production === null ? null : ['production', html`${formatValue(production.score)}`],
    measured === null ? null : ['drop', html`${measured}${small(dropInterval(evaluation)?.replace(' of the drop', '') ?? null)}`],
    limit === null ? null : ['limit of the drop', limit],
    dataset === null
      ? null
      : ['rows scored', html`${formatCount(dataset.rowsScored)}${small(`of ${formatCount(dataset.rows)}`)}`],
    dataset === null || dataset.rows === 0
      ? null
      : ['rows with a label', html`${formatShare((dataset.rows - dataset.rowsWithoutLabel) / dataset.rows)}`],
  ]
  return factList(
    facts.filter((fact) => fact !== null),
    'key-facts',
  )
}

function small(text: string | null): Markup {
  return text === null ? NOTHING : html`<small>${text}</small>`
}

function halfWidth({ score, standardError, interval, confidence }: Evaluation): string | null {
  if (score === null || interval === null || confidence === null) return null
  const [, half = ''] = formatEstimate({ value: score, standardError, interval }).split(' ± ')
  return `± ${half} (${formatLevel(confidence)})`
}

function errorPart({ error }: Evaluation): Markup {
  if (error === null) return NOTHING
  return html`<div class="alert"><p><strong>Error (${error.kind})</strong></p><pre>${lines(error.message)}</pre>${error.hint === null ? NOTHING : html`<p>${lines(error.hint)}</p>`}</div>`
}

/** Where the drop comes from, and what the verdict rests on. */
function whyPart({ explanation, reasons }: Evaluation, level: number): Markup {
  const facts = [...(explanation?.facts ?? []), ...reasons]
  if (facts.length === 0) return NOTHING
  return html`<div class="part">${heading('Why', level)}
<ul>${facts.map((fact) => html`<li>${name(fact, MOST_TEXT)}</li>\n`)}</ul></div>`
}
