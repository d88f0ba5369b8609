import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import type { DatasetFacts, Evaluation, Report, RetrainResult, Verdict } from '../core/evaluation.js'
import { dropFormula, scoreFormula } from './formula.js'
import type { Style } from './index.js'
import { formatBytes, formatCount, formatValue, formatWeight, printable } from './numbers.js'

/** The report for people: slices, the formula with its numbers, the verdict and why. */
export function table(report: Report, style: Style): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  return report.evaluations.map((evaluation) => `${section(evaluation, chalk).join('\n')}\n`).join('\n')
}

function section(evaluation: Evaluation, chalk: ChalkInstance): string[] {
  const { metric, dataset, production, retrain, error } = evaluation
  const lines: string[] = []
  const title = chalk.bold(printable(evaluation.model ?? 'ctrain'))
  lines.push(metric === null ? title : `${title} · ${metric.name}${params(metric.params)} (${metric.direction} is better)`)
  if (dataset !== null) lines.push(...dataLines(dataset))
  if (metric !== null) {
    lines.push(sliceTable(evaluation, metric.name, chalk))
    lines.push(`score      ${scoreFormula(evaluation.slices, evaluation.score)}`)
  }
  if (production !== null) lines.push(`production ${formatValue(production.score)} (${printable(production.source)})`)
  const formula = dropFormula(evaluation)
  if (formula !== null) lines.push(formula)
  lines.push(...verdictLines(evaluation, chalk))
  if (retrain !== null) lines.push(...retrainLines(retrain, chalk))
  if (error !== null) lines.push(chalk.red(`error      ${printable(firstLine(error.message))}`))
  return lines
}

function params(values: Readonly<Record<string, number>>): string {
  const shown = Object.entries(values).map(([name, value]) => `${name} ${value}`)
  return shown.length === 0 ? '' : `, ${shown.join(', ')}`
}

function dataLines(dataset: DatasetFacts): string[] {
  const { from, to, files, bytes, rows, rowsScored, rowsWithoutLabel, rowsDropped, missingDates } = dataset
  const span = from === null ? '' : `${from === to ? from : `${from} to ${to}`}, `
  const size = `${formatCount(files)} ${files === 1 ? 'file' : 'files'}, ${formatBytes(bytes)}`
  const lost = [
    ...(rowsWithoutLabel > 0 ? [`${formatCount(rowsWithoutLabel)} without label`] : []),
    ...(rowsDropped > 0 ? [`${formatCount(rowsDropped)} dropped for invalid predictions`] : []),
  ]
  const counts = [`${formatCount(rows)} rows`, `${formatCount(rowsScored)} scored`, ...lost].join(', ')
  const gaps = missingDates.length === 0 ? [] : [`missing    no partition for ${missingDates.join(', ')}`]
  return [`data       ${span}${size}, ${counts}`, ...gaps]
}

function sliceTable({ slices }: Evaluation, metric: string, chalk: ChalkInstance): string {
  const head = ['slice', 'weight', 'rows', metric, 'contribution'].map((name) => chalk.bold(name))
  const grid = new Table({ head, colAligns: ['left', 'right', 'right', 'right', 'right'], style: { head: [], border: [] } })
  for (const slice of slices) {
    const value = slice.value === null ? chalk.yellow('undefined') : formatValue(slice.value)
    grid.push([
      printable(slice.name),
      formatWeight(slice.weight),
      formatCount(slice.rows),
      value,
      formatValue(slice.contribution),
    ])
  }
  return grid.toString()
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

function retrainLines({ status, reason, executionArn, request }: RetrainResult, chalk: ChalkInstance): string[] {
  const lines = [`retrain    ${chalk.bold(status)}: ${printable(reason)}`]
  if (executionArn !== null) lines.push(`execution  ${executionArn}`)
  if (status === 'dry_run' && request !== null) lines.push(`StartExecution ${JSON.stringify(request, null, 2)}`)
  return lines
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text
}
