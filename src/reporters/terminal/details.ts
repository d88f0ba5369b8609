import type { Evaluation } from '../../core/evaluation.js'
import type { RetrainResult, RetrainStatus, StartRequest } from '../../core/retraining.js'
import { executionLines } from '../execution-lines.js'
import { printable } from '../numbers.js'
import { sliceRows, topRows } from '../slice-rows.js'
import { datasetFacts, type Fact, formulaFacts, reasonFacts } from './fact-lines.js'
import { nextSteps, type Step } from './next-steps.js'
import { DEFAULT_TOP, sliceTable, type TableStyle } from './slice-table.js'
import { widthOf } from './text-width.js'
import { LABEL, labelled } from './wrap.js'

/** What stands behind the verdict of a model: slices, reasons, formula, data, the training, and what is next. */
export function details(evaluation: Evaluation, style: TableStyle): string[] {
  const { metric, retrain, error } = evaluation
  const { chalk, isVerbose } = style
  const slices = metric === null ? [] : [...sliceTable(evaluation, style), '']
  const lines = (facts: readonly Fact[]) => facts.flatMap((fact) => factLines(fact, style))
  return [
    ...slices,
    ...lines(reasonFacts(evaluation)),
    ...lines(formulaFacts(evaluation, isVerbose)),
    ...lines(datasetFacts(evaluation, isVerbose)),
    ...(isVerbose ? lines(predicates(evaluation, style)) : []),
    ...(retrain === null ? [] : trainingLines(retrain, style)),
    ...(error === null ? [] : lines([['error', printable(error.message.split('\n')[0] ?? '')]]).map((line) => chalk.red(line))),
    ...nextSteps(evaluation, style.config).flatMap((step, index) => stepLines(step, index === 0 ? 'next' : '', style)),
  ]
}

function factLines([label, text]: Fact, { chalk, adapt, width }: TableStyle): string[] {
  const [first = '', ...others] = labelled(label, adapt(text), Math.min(width, WIDEST_TEXT))
  return [chalk.dim(first.slice(0, LABEL)) + first.slice(LABEL), ...others]
}

/** Longer lines of prose are hard to read. */
const WIDEST_TEXT = 120

/** Conditions of the slices that are shown, which a table seldom has room for. */
function predicates(evaluation: Evaluation, { top }: TableStyle): Fact[] {
  const known = topRows(sliceRows(evaluation), top ?? DEFAULT_TOP).shown.flatMap(({ name, slice }) =>
    slice === null || slice.where === null ? [] : [`${printable(name)}: ${printable(slice.where)}`],
  )
  return known.map((text, index) => [index === 0 ? 'where' : '', text])
}

function trainingLines(retrain: RetrainResult, style: TableStyle): string[] {
  const { status, reason, executionArn, request, driftEvent, attempt, forcedBecause, execution } = retrain
  const { chalk, adapt, width, isVerbose } = style
  const lines = (facts: readonly Fact[]) => facts.flatMap((fact) => factLines(fact, style))
  return [
    ...lines([['retrain', statusText(status, printable(reason))]]),
    ...(forcedBecause === null ? [] : lines([['forced', printable(forcedBecause)]])),
    ...(executionArn === null ? [] : [`${chalk.dim('execution'.padEnd(LABEL))}${printable(executionArn)}`]),
    ...(execution === null ? [] : executionLines(execution, chalk, width).map(adapt)),
    ...(driftEvent !== null && isVerbose ? lines([['event', `${driftEvent}, attempt ${attempt}`]]) : []),
    ...(status === 'dry_run' && request !== null ? [`StartExecution ${requestText(request)}`] : []),
  ]
}

/** A reason that begins with the status says it. */
function statusText(status: RetrainStatus, reason: string): string {
  const words = status.replaceAll('_', ' ')
  return reason.startsWith(words) ? reason : `${words}: ${reason}`
}

/** Exact JSON, in which what could steer a terminal is escaped. */
function requestText(request: StartRequest): string {
  const escaped = (text: string) =>
    [...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')
  return JSON.stringify(request, null, 2).replaceAll(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, escaped)
}

/** A command stands on a line as a whole. */
function stepLines({ text, command }: Step, label: string, style: TableStyle): string[] {
  if (command === null) return factLines([label, text], style)
  const { chalk, width } = style
  const isShort = LABEL + widthOf(`${text} ${command}`) <= width
  const [first = '', ...others] = factLines([label, text], style)
  const shown = chalk.bold(command)
  return isShort ? [`${first} ${shown}`] : [first, ...others, `${' '.repeat(LABEL)}${shown}`]
}
