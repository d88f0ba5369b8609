import type { ChalkInstance } from 'chalk'
import { limitScore } from '../core/limit-score.js'
import type { RecordedMetric, RecordedRun } from '../core/records.js'
import { formatValue } from './numbers.js'
import { scaleOf, sparkline } from './sparkline.js'

/** One column of the chart: what is drawn of a run, or of the worst of some neighbouring runs. */
export interface Point {
  readonly score: number | null
  readonly production: number | null
  readonly limit: number | null
  readonly mark: Mark
  readonly hasStarted: boolean
}

type Mark = keyof typeof MARKS

/** From harmless to grave: of the runs in one column the gravest is shown. */
const MARKS = {
  none: { sign: ' ', ascii: ' ', meaning: '' },
  healthy: { sign: '·', ascii: '.', meaning: 'healthy' },
  suspected: { sign: '?', ascii: '?', meaning: 'suspected' },
  inconclusive: { sign: '–', ascii: '-', meaning: 'inconclusive' },
  drifted: { sign: '×', ascii: 'x', meaning: 'drifted' },
  error: { sign: '!', ascii: '!', meaning: 'error' },
} as const

const MARK_NAMES = Object.keys(MARKS).filter((name): name is Mark => name in MARKS)

/**
 * The scores of runs over time against production score and limit, all on one scale, oldest left; below
 * them the verdicts and the starts. `width` = most columns of the chart itself. Nothing where fewer than two runs
 * have a score.
 */
export function historyChart(runs: readonly RecordedRun[], width: number, isAscii: boolean, chalk: ChalkInstance): string[] {
  const metric = runs.findLast(({ score }) => score !== null)?.metric ?? null
  const points = runs.map((run) => pointOf(run, metric))
  if (points.filter(({ score }) => score !== null).length < 2) return []
  const size = Math.ceil(points.length / width)
  const isWorse = (a: number, b: number) => (metric?.direction === 'lower' ? a > b : a < b)
  const columns = groupsOf(points, size).map((group) => group.reduce((worst, next) => merge(worst, next, isWorse)))
  const scale = scaleOf(columns.flatMap(({ score, production, limit }) => [score, production, limit]))
  if (scale === null) return []
  const line = (label: string, key: 'score' | 'production' | 'limit', color: ChalkInstance) => {
    const drawn = sparkline(
      columns.map((column) => column[key]),
      scale,
      isAscii,
    )
    // Of all runs, also of those that share a column with a worse one.
    return [`${label.padEnd(LABEL)}${color(drawn)}  ${rangeOf(points.map((point) => point[key]))}`]
  }
  const marks = columns.map(({ mark }) => colorOf(mark, chalk)(signOf(mark, isAscii))).join('')
  const starts = columns.map(({ hasStarted }) => (hasStarted ? '▲' : ' ')).join('')
  return [
    ...line('score', 'score', chalk),
    ...(columns.some(({ production }) => production !== null) ? line('production', 'production', chalk.dim) : []),
    ...(columns.some(({ limit }) => limit !== null) ? line('limit', 'limit', chalk.dim) : []),
    `${'verdict'.padEnd(LABEL)}${marks}`.trimEnd(),
    ...(columns.some(({ hasStarted }) => hasStarted)
      ? [`${'training'.padEnd(LABEL)}${chalk.cyan(starts)}  ▲ a training was started`]
      : []),
    ...[legend(columns, isAscii), ...notes(runs, metric, size)].map((note) => chalk.dim(`${' '.repeat(LABEL)}${note}`)),
  ]
}

function signOf(mark: Mark, isAscii: boolean): string {
  return isAscii ? MARKS[mark].ascii : MARKS[mark].sign
}

/** Columns of the labels, and of what stands right of the chart. */
export const LABEL = 11
export const CHART_NOTES = 28

/** A run beside runs of this metric: its scores are drawn only where it is the same. */
export function pointOf(run: DrawnRun, metric: RecordedMetric | null): Point {
  const { score, production, threshold, retrain } = run
  const isDrawn = isSame(run.metric, metric)
  const stored = isDrawn && production !== null ? production.score : null
  return {
    score: isDrawn ? score : null,
    production: stored,
    limit: stored === null || threshold === null ? null : limitScore(stored, threshold, metric?.direction ?? null),
    mark: markOf(run),
    hasStarted: retrain?.status === 'started',
  }
}

/** What is drawn of a run. */
export type DrawnRun = Pick<RecordedRun, 'metric' | 'score' | 'production' | 'threshold' | 'verdict' | 'error'> & {
  readonly retrain: { readonly status: string } | null
}

function isSame(a: RecordedMetric | null, b: RecordedMetric | null): boolean {
  return a?.name === b?.name && JSON.stringify(a?.params) === JSON.stringify(b?.params)
}

function markOf({ error, verdict }: DrawnRun): Mark {
  // A run whose verdict could not be carried out has one all the same.
  if (verdict === null) return error === null ? 'none' : 'error'
  return MARK_NAMES.find((name) => name === verdict) ?? 'none'
}

function groupsOf(points: readonly Point[], size: number): Point[][] {
  const count = Math.ceil(points.length / size)
  return Array.from({ length: count }, (_, index) => points.slice(index * size, (index + 1) * size))
}

function merge(a: Point, b: Point, isWorse: (a: number, b: number) => boolean): Point {
  const isSecond = a.score === null || (b.score !== null && isWorse(b.score, a.score))
  const { score, production, limit } = isSecond ? b : a
  const mark = MARK_NAMES.indexOf(a.mark) > MARK_NAMES.indexOf(b.mark) ? a.mark : b.mark
  return { score, production, limit, mark, hasStarted: a.hasStarted || b.hasStarted }
}

/** `0.8600`, or `0.7990 to 0.8650`. */
function rangeOf(values: readonly (number | null)[]): string {
  const scale = scaleOf(values)
  if (scale === null) return ''
  const [low, high] = [formatValue(scale.low), formatValue(scale.high)]
  return low === high ? low : `${low} to ${high}`
}

function legend(columns: readonly Point[], isAscii: boolean): string {
  const there = MARK_NAMES.filter((name) => name !== 'none' && columns.some(({ mark }) => mark === name))
  return there.map((name) => `${signOf(name, isAscii)} ${MARKS[name].meaning}`).join('  ')
}

function notes(runs: readonly RecordedRun[], metric: RecordedMetric | null, size: number): string[] {
  const others = runs.filter((run) => run.score !== null && !isSame(run.metric, metric)).length
  return [
    ...(size > 1 ? [`each column is the worst of ${size} runs`] : []),
    ...(others > 0 ? [`${others} ${others === 1 ? 'run' : 'runs'} of another metric left out`] : []),
  ]
}

/** The colour of a verdict. */
export function colorOf(verdict: string, chalk: ChalkInstance): ChalkInstance {
  if (verdict === 'healthy') return chalk.green
  if (verdict === 'drifted' || verdict === 'error') return chalk.red
  return verdict === 'suspected' || verdict === 'inconclusive' ? chalk.yellow : chalk
}
