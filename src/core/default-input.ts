import { asJson, canonicalJson, type Json } from './canonical-json.js'
import type { Evaluation } from './evaluation.js'
import type { StartFacts } from './input-context.js'
import { withDrops, withSlices, worstFirst } from './worst-slice.js'

/**
 * The input of a training where the config has none: what it is about, and the whole evaluation. One that Step
 * Functions would refuse for its size is cut: to the worst 100 slices; then to the worst 10, without secondary
 * metrics, days and more than 10 reasons; then to the numbers of the whole model.
 */
export function defaultInput(facts: StartFacts, fits: (text: string) => boolean): Json {
  const { model, driftEvent, attempt, record, evaluation } = facts
  const inputs = CUTS.map((cut): Json => {
    const kept = cut(evaluation)
    const slicesOmitted = evaluation.slices.length - kept.slices.length
    return { schemaVersion: 1, model, driftEvent, attempt, record, slicesOmitted, evaluation: asJson(kept) }
  })
  return inputs.find((input) => fits(canonicalJson(input))) ?? { schemaVersion: 1, model, driftEvent, attempt, record }
}

const CUTS: readonly ((evaluation: Evaluation) => Evaluation)[] = [
  (evaluation) => evaluation,
  (evaluation) => worst(evaluation, 100),
  (evaluation) => short(worst(evaluation, 10)),
  (evaluation) => ({ ...short(worst(evaluation, 0)), reasons: [], explanation: null, metric: null }),
]

/** The slices with the largest parts of the drop, and their production scores. */
function worst(evaluation: Evaluation, count: number): Evaluation {
  const kept = worstFirst(withDrops(evaluation)).slice(0, count)
  return withSlices(evaluation, new Set(kept.map(({ name }) => name)))
}

function short(evaluation: Evaluation): Evaluation {
  const { dataset, slices, reasons, explanation } = evaluation
  return {
    ...evaluation,
    dataset: dataset && { ...dataset, days: [], missingDates: [] },
    slices: slices.map((slice) => ({ ...slice, where: slice.where?.slice(0, MOST_TEXT) ?? null, also: [] })),
    also: [],
    explanation: explanation && { ...explanation, facts: explanation.facts.map((fact) => fact.slice(0, MOST_TEXT)) },
    reasons: reasons.slice(0, MOST_REASONS).map((reason) => reason.slice(0, MOST_TEXT)),
  }
}

const MOST_REASONS = 10
const MOST_TEXT = 1_000
