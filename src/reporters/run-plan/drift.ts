import { formatLimit } from '../../core/decide.js'
import type { DriftPlan, RunPlan } from '../../core/run-plan.js'
import { formatLevel, formatShare, formatValue } from '../numbers.js'
import { paragraph, type Section } from './prose.js'

/** What the score is compared with, and when that is drift. */
export function driftSections(plan: RunPlan, width: number): Section[] {
  const { drift } = plan
  const text =
    drift === null
      ? ['The model has no drift section, so it can be scored, but not evaluated.']
      : [ruleOf(drift, plan), ...demandsOf(drift)]
  return [
    { title: 'Production', lines: paragraph(productionText(plan), width) },
    { title: 'Drift', lines: text.flatMap((each) => paragraph(each, width)) },
  ]
}

function productionText({ production, unseen, model }: RunPlan): string {
  if (production === null) return 'The model has no production score.'
  const { place, score } = production
  const problem = unseen.find(({ what }) => what === 'production score')
  if (problem !== undefined) return `The score of ${place} could not be read: ${problem.error.message}`
  if (score === null) return `There is no document ${place} yet; ctrain baseline record --model ${model} stores a first one.`
  const error = score.standardError === null ? '' : `, standard error ${formatValue(score.standardError)}`
  return score.source === 'config'
    ? `${formatValue(score.score)}${error}, a number of the config.`
    : `${formatValue(score.score)}${error}, from ${place}, revision ${score.revision}.`
}

function ruleOf({ threshold, confidence }: DriftPlan, { metric, production }: RunPlan): string {
  const [worse, sign] = metric?.direction === 'lower' ? ['score − production', 'above'] : ['production − score', 'below']
  const drop = threshold.kind === 'relative' ? `(${worse}) / |production|` : worse
  const limit = production?.limit ?? null
  const place = limit === null ? '' : `, that is with a score ${sign} ${formatValue(limit)}`
  const sure =
    confidence === null
      ? ''
      : ` The whole ${formatLevel(confidence)} interval of the drop must be beyond it; where only the drop itself is, the verdict is suspected.`
  return `drop = ${drop}. The model has drifted with a drop over ${formatLimit(threshold)}${place}.${sure}`
}

function demandsOf({ minRows, minCoverage }: DriftPlan): string[] {
  const rows = `at least ${minRows} scored ${minRows === 1 ? 'row' : 'rows'}`
  const labels = minCoverage === 0 ? '' : ` and labels for ${formatShare(minCoverage)} of its rows`
  return [`For a verdict, each slice with weight needs ${rows}${labels}; else it is inconclusive, exit code 4.`]
}
