import type { Evaluation, EvaluationError, Report } from '../core/evaluation.js'
import { shortened } from '../core/one-line.js'
import { hasFailed } from '../core/retraining.js'
import { formatMetric, formatValue, printable } from './numbers.js'

/** GitHub shows so many annotations of each level for a step. */
const MOST = 10

const LONGEST_TITLE = 200
const LONGEST_MESSAGE = 4000

/**
 * Annotations of GitHub Actions as workflow commands, the gravest first: for each model an error where it has drifted
 * or failed, a warning where drift is suspected or no verdict could be given, else a notice. Problems that the config
 * has at a place are shown there. Of what is too much, the last annotation of its level tells.
 */
export function github({ evaluations }: Report): string {
  const lines = evaluations.flatMap(annotationsOf).map((each) => ({ level: each.level, text: commandOf(each) }))
  return LEVELS.flatMap((level) => {
    // A broken config fails every model in the same way.
    const texts = [...new Set(lines.filter((line) => line.level === level).map(({ text }) => text))]
    if (texts.length <= MOST) return texts
    const rest = texts.length - MOST + 1
    const message = `GitHub shows ${MOST} annotations of a level; the report has all.`
    return [...texts.slice(0, MOST - 1), commandOf({ level, title: `ctrain: ${rest} more`, message, place: null })]
  }).join('')
}

const LEVELS = ['error', 'warning', 'notice'] as const

interface Annotation {
  readonly level: (typeof LEVELS)[number]
  readonly title: string
  readonly message: string
  readonly place: Place | null
}

interface Place {
  readonly file: string
  readonly line: string
  readonly col: string
}

function annotationsOf(evaluation: Evaluation): readonly Annotation[] {
  const { error, verdict } = evaluation
  const model = printable(evaluation.model ?? 'ctrain')
  const judged = error !== null && verdict === null ? [] : [judgement(evaluation, model)]
  return error === null ? judged : [...judged, ...failures(error, model)]
}

function judgement(evaluation: Evaluation, model: string): Annotation {
  const { verdict, reasons, retrain, metric, score } = evaluation
  const measured = metric === null || verdict !== null ? [] : [`${formatMetric(metric)} ${formatValue(score)}`]
  const training = retrain === null ? [] : [`training ${retrain.status}: ${retrain.reason}`]
  const standing = verdict ?? (retrain === null || metric !== null ? 'measured' : 'training')
  return {
    level: levelOf(evaluation),
    title: `${model}: ${standing}`,
    message: [...measured, ...reasons, ...training].map(printable).join('\n'),
    place: null,
  }
}

function levelOf({ verdict, retrain, score }: Evaluation): Annotation['level'] {
  const hasTrainingFailed = retrain?.execution !== undefined && retrain.execution !== null && hasFailed(retrain.execution.status)
  if (verdict === 'drifted' || hasTrainingFailed) return 'error'
  if (verdict === 'healthy' || (verdict === null && (score !== null || retrain !== null))) return 'notice'
  return 'warning'
}

/** One for each problem that has a place in the config; else one for the model. */
function failures({ kind, message, hint }: EvaluationError, model: string): readonly Annotation[] {
  const placed = message.split('\n').flatMap((text) => {
    const [, file, line, col, problem] = /^\s*(\S.*?):(\d+):(\d+) (.+)$/.exec(text) ?? []
    return file === undefined || line === undefined || col === undefined || problem === undefined
      ? []
      : [{ place: { file: printable(file), line, col }, problem }]
  })
  if (placed.length > 0) {
    return placed.map(({ place, problem }) => ({
      level: 'error',
      title: `ctrain: ${kind} error`,
      message: printable(problem),
      place,
    }))
  }
  const lines = [...message.split('\n'), ...(hint === null ? [] : [`hint: ${hint}`])]
  return [{ level: 'error', title: `${model}: ${kind} error`, message: lines.map(printable).join('\n'), place: null }]
}

function commandOf({ level, title, message, place }: Annotation): string {
  const properties = Object.entries({ title: shortened(title, LONGEST_TITLE), ...place })
  const written = properties.map(([name, value]) => `${name}=${escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
  return `::${level} ${written.join(',')}::${escaped(shortened(message, LONGEST_MESSAGE))}\n`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
