import { doubts, limitSentence } from '../../core/decide.js'
import type { Evaluation, MetricFacts, ProductionScore, SecondaryResult } from '../../core/evaluation.js'
import { dataFacts } from '../data-facts.js'
import { dropInterval, dropTerms, scoreFormula } from '../formula.js'
import { formatEstimate, formatMetric, formatValue, printable } from '../numbers.js'
import { verdictLine } from '../verdict-line.js'

/** What is told behind a label. */
export type Fact = readonly [label: string, text: string]

/** The formula with its numbers. */
export function formulaFacts(evaluation: Evaluation, isVerbose: boolean): Fact[] {
  const { metric, production, also } = evaluation
  if (metric === null) return production === null ? [] : [productionFact(production, isVerbose)]
  const drop = dropTerms(evaluation)
  const interval = dropInterval(evaluation)
  return [
    ['metric', `${formatMetric(metric)}${betterness(metric)}`],
    ['score', scoreFormula(evaluation)],
    ...(drop === null ? [] : [['drop', drop] as const]),
    ...(interval === null ? [] : [['', interval] as const]),
    ...(production === null ? [] : [productionFact(production, isVerbose)]),
    ...pooledFacts(evaluation, isVerbose),
    ...also.map(secondaryFact),
  ]
}

/** The data, and what it lacks. */
export function datasetFacts({ dataset }: Evaluation, isVerbose: boolean): Fact[] {
  if (dataset === null) return []
  return [...dataFacts(dataset), ...(isVerbose ? [['', `fingerprint ${dataset.fingerprint}`] as const] : [])]
}

/** Why the score is what it is, and what the verdict rests on beside what its line says. */
export function reasonFacts(evaluation: Evaluation): Fact[] {
  const { explanation, reasons, verdict } = evaluation
  const headline = verdictLine(evaluation)
  const said = inOtherWords(evaluation)
  const others = reasons.filter((reason) => !said.includes(reason) && !headline.includes(printable(reason))).map(printable)
  return [...behind('why', (explanation?.facts ?? []).map(printable)), ...behind(verdict === null ? 'note' : 'reasons', others)]
}

function behind(label: string, texts: readonly string[]): Fact[] {
  return texts.map((text, index) => [index === 0 ? label : '', text])
}

/** What the line of the verdict says of the drop. */
function inOtherWords({ drop, threshold, verdict }: Evaluation): string[] {
  const measured = threshold === null ? null : (drop?.[threshold.kind] ?? null)
  if (drop === null || measured === null || threshold === null || verdict === null) return []
  return [limitSentence(measured, threshold, verdict), ...(verdict === 'suspected' ? doubts(drop, threshold, verdict) : [])]
}

function betterness({ direction }: MetricFacts): string {
  return direction === null ? '' : ` (${direction} is better)`
}

function productionFact({ score, source, standardError, revision }: ProductionScore, isVerbose: boolean): Fact {
  const error = standardError === null ? '' : `, standard error ${Number(standardError.toPrecision(3))}`
  const version = isVerbose ? `, revision ${printable(revision)}` : ''
  return ['production', `${formatValue(score)} (${printable(source)}${error}${version})`]
}

/** The metric of all rows at once, where it differs from the weighted sum, and why it does. */
function pooledFacts({ pooled, score }: Evaluation, isVerbose: boolean): Fact[] {
  if (pooled === null || pooled.value === null || formatValue(pooled.value) === formatValue(score)) return []
  const why = isVerbose
    ? '. It differs from the score, which gives each slice its weight, however many rows it has; slices may overlap and leave rows out, and a metric of the order compares rows within slices only.'
    : ', without slice weights'
  return [['pooled', `${formatEstimate(pooled)} over all scored rows${why}`]]
}

function secondaryFact({ pooled, ...weighted }: SecondaryResult): Fact {
  const sum = formatEstimate({ ...weighted, value: weighted.score })
  return ['also', `${formatMetric(weighted)}: ${sum} (pooled ${formatValue(pooled.value)})`]
}
