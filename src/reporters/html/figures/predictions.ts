import type { Appendix, CalibrationBin, ResidualBin, SliceChart } from '../../../core/appendix.js'
import type { Evaluation } from '../../../core/evaluation.js'
import { formatCount, formatValue } from '../../numbers.js'
import { calibrationChart, residualChart, rocChart } from '../charts/panels.js'
import { type Column, dataTable } from '../data-table.js'
import { MOST_PANELS } from '../detail.js'
import { explainedSlices } from '../explained-slices.js'
import type { DrawnFigure } from '../figures.js'
import { html, name } from '../markup.js'

/** Whether predictions are as often right as they say. */
export async function calibrationFigure(evaluation: Evaluation, appendix: Appendix): Promise<DrawnFigure | null> {
  const charts = drawnCharts(evaluation, appendix).filter(({ calibration }) => calibration !== null)
  const chart = await calibrationChart(charts)
  const bins = charts.flatMap(({ name, calibration }) => (calibration ?? []).map((bin) => ({ ...bin, slice: name })))
  return (
    chart && {
      title: 'Calibration',
      caption: html`On the dashed diagonal, as many rows are positive as were predicted. Below it, predictions are too high.`,
      chart,
      table: (rows) => dataTable('Share of positive labels by prediction', CALIBRATION, bins, rows),
    }
  )
}

/** How well predictions tell positive rows from others. */
export async function rocFigure(evaluation: Evaluation, appendix: Appendix): Promise<DrawnFigure | null> {
  const charts = drawnCharts(evaluation, appendix).filter(({ roc }) => roc !== null)
  const chart = await rocChart(charts)
  return (
    chart && {
      title: 'ROC',
      caption: html`The further above the dashed diagonal, the better predictions tell positive rows from negative ones.`,
      chart,
      table: (rows) => dataTable('True positive rate by false positive rate', ROC, charts, rows),
    }
  )
}

/** How far predictions are off. */
export async function residualFigure(evaluation: Evaluation, appendix: Appendix): Promise<DrawnFigure | null> {
  const charts = drawnCharts(evaluation, appendix).filter(({ residuals }) => residuals !== null)
  const chart = await residualChart(charts)
  const bins = charts.flatMap(({ name, residuals }) => (residuals ?? []).map((bin) => ({ ...bin, slice: name })))
  return (
    chart && {
      title: 'Residuals',
      caption: html`Right of the dashed line predictions are too high, left of it too low.`,
      chart,
      table: (rows) => dataTable('Rows by prediction minus label', RESIDUALS, bins, rows),
    }
  )
}

/** All rows first, then the slices that matter most. */
function drawnCharts(evaluation: Evaluation, { charts }: Appendix): SliceChart[] {
  const order = [null, ...explainedSlices(evaluation).map((slice) => slice.name)]
  const known = new Map((charts ?? []).map((chart) => [chart.name, chart]))
  return order.flatMap((each) => known.get(each) ?? []).slice(0, MOST_PANELS)
}

type OfSlice = { readonly slice: string | null }

const SLICE = { head: 'slice', isText: true, cell: ({ slice }: OfSlice) => (slice === null ? 'all rows' : name(slice)) }
const ROWS = { head: 'rows', cell: ({ rows }: { readonly rows: number }) => formatCount(rows) }

const CALIBRATION: readonly Column<CalibrationBin & OfSlice>[] = [
  SLICE,
  { head: 'mean prediction', cell: ({ meanPrediction }) => formatValue(meanPrediction) },
  { head: 'observed share', cell: ({ observed }) => formatValue(observed) },
  ROWS,
]

const RESIDUALS: readonly Column<ResidualBin & OfSlice>[] = [
  SLICE,
  { head: 'from', cell: ({ from }) => formatValue(from) },
  { head: 'to', cell: ({ to }) => formatValue(to) },
  ROWS,
]

const ROC: readonly Column<SliceChart>[] = [
  { head: 'slice', isText: true, cell: (chart) => (chart.name === null ? 'all rows' : name(chart.name)) },
  ROWS,
  ...[0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9].map((rate) => ({
    head: `at ${rate}`,
    cell: ({ roc }: SliceChart) => formatValue(truePositives(roc ?? [], rate)),
  })),
]

/** Along the curve, between its points. */
function truePositives(roc: NonNullable<SliceChart['roc']>, rate: number): number | null {
  const after = roc.find(({ falsePositiveRate }) => falsePositiveRate >= rate)
  const before = roc.findLast(({ falsePositiveRate }) => falsePositiveRate <= rate)
  if (after === undefined || before === undefined) return null
  const width = after.falsePositiveRate - before.falsePositiveRate
  const share = width <= 0 ? 1 : (rate - before.falsePositiveRate) / width
  return before.truePositiveRate + share * (after.truePositiveRate - before.truePositiveRate)
}
