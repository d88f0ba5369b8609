import type { Appendix } from '../../../core/appendix.js'
import type { Evaluation } from '../../../core/evaluation.js'
import type { RecordedRun } from '../../../core/records.js'
import { type DrawnRun, type Point, pointOf } from '../../history-chart.js'
import { formatTime } from '../../history-columns.js'
import { formatCount, formatEstimate, formatValue } from '../../numbers.js'
import { historyChart } from '../charts/history.js'
import { type Column, dataTable } from '../data-table.js'
import { MOST_RUNS } from '../detail.js'
import { key } from '../figure.js'
import type { DrawnFigure } from '../figures.js'
import { dropTexts } from '../headline.js'
import { html, name } from '../markup.js'

type Run = DrawnRun & Pick<RecordedRun, 'evaluatedAt' | 'standardError' | 'interval' | 'drop'>

/** The scores of the runs so far, with production score, limit and trainings. */
export async function historyFigure(evaluation: Evaluation, { history }: Appendix): Promise<DrawnFigure | null> {
  if (history === null) return null
  const isKnown = history.records.some(({ evaluatedAt }) => evaluatedAt === evaluation.evaluatedAt)
  const all: Run[] = [...history.records, ...(isKnown ? [] : [evaluation])]
  const runs = all.slice(-MOST_RUNS)
  const metric = evaluation.metric ?? runs.findLast(({ score }) => score !== null)?.metric ?? null
  const points = runs.map((run) => {
    const point = pointOf(run, metric)
    return { ...point, at: run.evaluatedAt, interval: point.score === null ? null : run.interval }
  })
  const chart = await historyChart(points)
  if (chart === null) return null
  const total = history.total + (isKnown ? 0 : 1)
  const some = total > runs.length ? ` The last ${runs.length} of ${formatCount(total)} runs.` : ''
  const starts = points.some(({ hasStarted }) => hasStarted) ? html`, ${key('start')} a training was started` : ''
  return {
    title: 'Scores of the runs',
    caption: html`${key('line')} score, ${key('production')} production, ${key('limit')} limit${starts}. A circle is a healthy run, a cross a drifted one${otherSigns(points)}.${some}`,
    chart,
    table: (rows) => dataTable('Runs, the latest first', COLUMNS, [...runs].reverse(), rows),
  }
}

/** What the rarer signs mean, where there are any. */
function otherSigns(points: readonly Point[]): string {
  const marks = new Set(points.map(({ mark }) => mark))
  return [
    marks.has('suspected') ? ', a diamond a suspected one' : '',
    marks.has('inconclusive') ? ', a square an inconclusive one' : '',
    marks.has('error') ? ', a triangle at the lower edge one that failed' : '',
  ].join('')
}

const COLUMNS: readonly Column<Run>[] = [
  { head: 'time (UTC)', isText: true, cell: ({ evaluatedAt }) => formatTime(evaluatedAt) },
  {
    head: 'verdict',
    isText: true,
    cell: ({ verdict, error }) => (verdict === null ? (error === null ? '—' : 'error') : name(verdict)),
  },
  { head: 'score', cell: ({ score, standardError, interval }) => formatEstimate({ value: score, standardError, interval }) },
  { head: 'production', cell: ({ production }) => formatValue(production?.score ?? null) },
  { head: 'drop', cell: (run) => dropTexts(run).drop ?? '—' },
  { head: 'limit', cell: (run) => dropTexts(run).limit ?? '—' },
  { head: 'training', isText: true, cell: ({ retrain }) => (retrain === null ? '—' : name(retrain.status)) },
]
