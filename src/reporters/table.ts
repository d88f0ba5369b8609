import { Chalk, type ChalkInstance } from 'chalk'
import type { Evaluation, MetricFacts, ProductionScore, Report, SecondaryResult, Verdict } from '../core/evaluation.js'
import type { RetrainResult } from '../core/retraining.js'
import { dataLines } from './data-lines.js'
import { executionLines } from './execution-lines.js'
import { dropFormula, dropInterval, scoreFormula } from './formula.js'
import type { Style } from './index.js'
import { formatEstimate, formatMetric, formatValue, printable } from './numbers.js'
import { sliceTable } from './slice-table.js'

/** The report for people: slices, the formula with its numbers, the verdict and why. */
export function table(report: Report, style: Style): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  return report.evaluations.map((evaluation) => `${section(evaluation, chalk).join('\n')}\n`).join('\n')
}

function section(evaluation: Evaluation, chalk: ChalkInstance): string[] {
  const { metric, dataset, production, retrain, error } = evaluation
  const lines: string[] = []
  const title = chalk.bold(printable(evaluation.model ?? 'ctrain'))
  lines.push(metric === null ? title : `${title} · ${formatMetric(metric)}${betterness(metric)}`)
  if (dataset !== null) lines.push(...dataLines(dataset))
  if (metric !== null) {
    lines.push(sliceTable(evaluation, chalk))
    lines.push(`score      ${scoreFormula(evaluation)}`)
    lines.push(...pooledLines(evaluation))
    lines.push(...evaluation.also.map(secondaryLine))
  }
  if (production !== null) lines.push(productionLine(production))
  const formula = dropFormula(evaluation)
  if (formula !== null) lines.push(formula)
  const interval = dropInterval(evaluation)
  if (interval !== null) lines.push(`           ${interval}`)
  lines.push(...verdictLines(evaluation, chalk))
  if (retrain !== null) lines.push(...retrainLines(retrain, chalk))
  if (error !== null) lines.push(chalk.red(`error      ${printable(firstLine(error.message))}`))
  return lines
}

function betterness({ direction }: MetricFacts): string {
  return direction === null ? '' : ` (${direction} is better)`
}

/** The metric of all rows at once, where it differs from the weighted sum, and why it does. */
function pooledLines({ pooled, score }: Evaluation): string[] {
  if (pooled === null || pooled.value === null || formatValue(pooled.value) === formatValue(score)) return []
  return [
    `pooled     ${formatEstimate(pooled)} over all scored rows at once. It differs from the score, which gives`,
    '           each slice its weight, however many rows it has; slices may overlap and leave rows out,',
    '           and a metric of the order compares rows within slices only.',
  ]
}

function secondaryLine({ pooled, ...weighted }: SecondaryResult): string {
  const sum = formatEstimate({ ...weighted, value: weighted.score })
  return `also       ${formatMetric(weighted)}: ${sum} (pooled ${formatValue(pooled.value)})`
}

function productionLine({ score, source, standardError }: ProductionScore): string {
  const error = standardError === null ? '' : `, standard error ${Number(standardError.toPrecision(3))}`
  return `production ${formatValue(score)} (${printable(source)}${error})`
}

function verdictLines({ verdict, reasons }: Evaluation, chalk: ChalkInstance): string[] {
  if (verdict === null) return reasons.map((reason) => `note       ${printable(reason)}`)
  const color: Record<Verdict, ChalkInstance> = {
    healthy: chalk.green,
    suspected: chalk.yellow,
    drifted: chalk.red,
    inconclusive: chalk.yellow,
  }
  const [first = '', ...rest] = reasons.map(printable)
  return [`verdict    ${color[verdict].bold(verdict)}: ${first}`, ...rest.map((reason) => `           ${reason}`)]
}

function retrainLines(retrain: RetrainResult, chalk: ChalkInstance): string[] {
  const { status, reason, executionArn, request, driftEvent, attempt, forcedBecause, execution } = retrain
  const lines = [`retrain    ${chalk.bold(status)}: ${printable(reason)}`]
  if (forcedBecause !== null) lines.push(`forced     ${printable(forcedBecause)}`)
  if (executionArn !== null) lines.push(`execution  ${executionArn}`)
  if (execution !== null) lines.push(...executionLines(execution, chalk))
  if (driftEvent !== null) lines.push(`event      ${driftEvent}, attempt ${attempt}`)
  if (status === 'dry_run' && request !== null) lines.push(`StartExecution ${JSON.stringify(request, null, 2)}`)
  return lines
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
