import { Chalk, type ChalkInstance } from 'chalk'
import { recordedTrainings } from '../core/recorded-trainings.js'
import type { RecordedMetric, RecordedRun, RunHistory } from '../core/records.js'
import { CHART_NOTES, historyChart, LABEL } from './history-chart.js'
import { formatTime, historyGrid } from './history-columns.js'
import type { Style } from './index.js'
import { printable } from './numbers.js'
import { spaced, textOf } from './text-of.js'

export interface HistoryStyle extends Style {
  /** Of the terminal; null = it is none, and lines may be as long as they are. */
  readonly width: number | null
}

/** The runs of models for people: a line each, oldest first, the scores as a chart, trainings and errors. */
export function historyTable(histories: readonly RunHistory[], style: HistoryStyle): string {
  const chalk = new Chalk({ level: style.color ? 1 : 0 })
  return textOf(spaced(histories.map((history) => section(history, style, chalk))), style)
}

const NARROWEST_CHART = 20
const WIDEST_CHART = 120
const MOST_ERRORS = 3

function section({ model, records, total, place }: RunHistory, { width, isAscii }: HistoryStyle, chalk: ChalkInstance): string[] {
  const title = chalk.bold(printable(model))
  if (records.length === 0) return [`${title} · no run is recorded in ${printable(place)} yet`]
  const room = width === null ? WIDEST_CHART : Math.max(NARROWEST_CHART, width - LABEL - CHART_NOTES)
  const { lines, hidden } = historyGrid(records, width, isAscii, chalk)
  const chart = historyChart(records, room, isAscii, chalk)
  return [
    [title, ...measured(records), countOf(records.length, total)].join(' · '),
    ...lines,
    ...(hidden.length === 0 ? [] : [chalk.dim(`not shown for want of width: ${hidden.join(', ')}`)]),
    ...(chart.length === 0 ? [] : ['', ...chart]),
    ...trainingLines(records, chalk),
    ...errorLines(records, width, chalk),
  ]
}

function measured(records: readonly RecordedRun[]): string[] {
  const metric = records.findLast((run) => run.metric !== null)?.metric
  return metric === undefined || metric === null ? [] : [printable(nameOf(metric))]
}

function nameOf({ name, direction }: RecordedMetric): string {
  return direction === null ? name : `${name} (${direction} is better)`
}

function countOf(shown: number, total: number): string {
  if (shown < total) return `last ${shown} of ${total} runs`
  return `${total} ${total === 1 ? 'run' : 'runs'}`
}

function trainingLines(records: readonly RecordedRun[], chalk: ChalkInstance): string[] {
  const trainings = recordedTrainings(records)
  if (trainings.length === 0) return []
  const rows = trainings.map(({ executionName, startedAt, status, seenAt }) => ({
    start: startedAt === null ? 'earlier' : formatTime(startedAt),
    state: `${printable(status)}, ${seenAt.slice(0, 10)}`,
    name: printable(executionName),
  }))
  const width = Math.max(...rows.map(({ state }) => state.length))
  return [
    '',
    chalk.bold('trainings: start, how a run saw it last, execution'),
    ...rows.map(({ start, state, name }) => `${start.padEnd(16)}  ${state.padEnd(width)}  ${name}`),
  ]
}

function errorLines(records: readonly RecordedRun[], width: number | null, chalk: ChalkInstance): string[] {
  const failed = records.flatMap(({ error, recordedAt }) => (error === null ? [] : [{ error, recordedAt }]))
  if (failed.length === 0) return []
  const newest = failed.slice(-MOST_ERRORS).map(({ error, recordedAt }) => {
    const [line = ''] = error.message.split('\n')
    return cut(`${formatTime(recordedAt)}  ${error.kind}: ${printable(line)}`, width)
  })
  const title = failed.length > MOST_ERRORS ? `errors, the last ${MOST_ERRORS} of ${failed.length}` : 'errors'
  return ['', chalk.bold(title), ...newest]
}

function cut(text: string, width: number | null): string {
  return width === null || text.length <= width ? text : `${text.slice(0, Math.max(width - 1, 1))}…`
}
