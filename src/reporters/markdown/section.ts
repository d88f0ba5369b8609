import type { Evaluation, EvaluationError, SecondaryResult } from '../../core/evaluation.js'
import type { RetrainResult } from '../../core/retraining.js'
import { readableCause } from '../cause.js'
import { dataFacts } from '../data-facts.js'
import { dropFormula, dropInterval, scoreFormula } from '../formula.js'
import { formatCount, formatEstimate, formatMetric, formatValue } from '../numbers.js'
import { sliceLines } from './slices.js'
import { code, fenced, plain } from './text.js'

/** How much is told of a model. */
export interface Detail {
  readonly slices: number
  /** Whether there is room for more than the verdict and the slices. */
  readonly isWhole: boolean
}

const MOST_REASONS = 20
const MOST_REQUEST_LINES = 60

/** How a model stands, in one word. */
export function standingOf({ verdict, error, metric, retrain }: Evaluation): string {
  if (verdict !== null) return verdict
  if (error !== null) return 'failed'
  return metric === null && retrain !== null ? 'training' : 'measured'
}

export function sectionOf(evaluation: Evaluation, { slices, isWhole }: Detail): string[] {
  const { model, reasons, explanation, metric, retrain, error } = evaluation
  const [first, ...others] = reasons
  const facts = explanation?.facts ?? []
  return [
    `### ${standingOf(evaluation)}: ${code(model ?? 'ctrain')}`,
    ...(first === undefined ? [] : ['', plain(first)]),
    ...listed([...others.slice(0, MOST_REASONS), ...more(others.length - MOST_REASONS)]),
    ...(error === null ? [] : errorLines(error)),
    ...(isWhole ? listed(facts) : []),
    ...(metric === null ? [] : sliceLines(evaluation, slices)),
    ...(metric === null ? [] : ['', ...fenced(formulas(evaluation))]),
    ...(retrain === null ? [] : ['', `Training: ${plain(`${retrain.status}, ${retrain.reason}`)}`]),
    ...(isWhole ? detailLines(evaluation) : []),
  ]
}

function more(count: number): string[] {
  return count > 0 ? [`and ${formatCount(count)} more`] : []
}

function listed(sentences: readonly string[]): string[] {
  return sentences.length === 0 ? [] : ['', ...sentences.map((sentence) => `- ${plain(sentence)}`)]
}

function errorLines({ kind, message, hint }: EvaluationError): string[] {
  return ['', `**${kind} error:** ${plain(message)}`, ...(hint === null ? [] : ['', `Hint: ${plain(hint)}`])]
}

function formulas(evaluation: Evaluation): string[] {
  const rest = [dropFormula(evaluation), dropInterval(evaluation)].flatMap((line) => line ?? [])
  return [`score = ${scoreFormula(evaluation)}`, ...rest]
}

function detailLines(evaluation: Evaluation): string[] {
  const { dataset, production, pooled, also, retrain, evaluatedAt } = evaluation
  const data = dataset === null ? [] : dataFacts(dataset).map(([label, text]) => `${label}: ${plain(text)}`)
  const facts = [
    ...data,
    ...(pooled === null || pooled.value === null ? [] : [`pooled: ${formatEstimate(pooled)} over all scored rows at once`]),
    ...also.map(secondaryText),
    ...(production === null ? [] : [`production: ${formatValue(production.score)} from ${code(production.source)}`]),
    ...(retrain === null ? [] : trainingFacts(retrain)),
    `evaluated: ${evaluatedAt}`,
  ]
  return [
    '',
    '<details>',
    '<summary>Data, production and training</summary>',
    '',
    ...facts.map((fact) => `- ${fact}`),
    ...(retrain === null ? [] : requestLines(retrain)),
    '',
    '</details>',
  ]
}

function secondaryText({ pooled, ...weighted }: SecondaryResult): string {
  const sum = formatEstimate({ ...weighted, value: weighted.score })
  return `also: ${plain(formatMetric(weighted))}: ${sum} (pooled ${formatValue(pooled.value)})`
}

function trainingFacts({ executionArn, driftEvent, attempt, forcedBecause, execution }: RetrainResult): string[] {
  const cause = execution?.cause == null ? [] : readableCause(execution.cause).map((line) => plain(line))
  return [
    ...(forcedBecause === null ? [] : [`forced: ${plain(forcedBecause)}`]),
    ...(executionArn === null ? [] : [`execution: ${code(executionArn)}`]),
    ...(execution === null ? [] : [`execution ended as ${execution.status}`]),
    ...(execution?.error ? [`error: ${plain(execution.error)}`] : []),
    ...(cause.length === 0 ? [] : [`cause: ${cause.join(' ')}`]),
    ...(driftEvent === null ? [] : [`drift event: ${code(driftEvent)}, attempt ${attempt}`]),
  ]
}

function requestLines({ status, request }: RetrainResult): string[] {
  if (status !== 'dry_run' || request === null) return []
  const lines = JSON.stringify(request, null, 2).split('\n')
  const isShort = lines.length <= MOST_REQUEST_LINES && request.input.length <= 4000
  return isShort ? ['', 'StartExecution:', '', ...fenced(lines)] : []
}
