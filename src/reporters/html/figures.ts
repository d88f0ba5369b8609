import type { Appendix } from '../../core/appendix.js'
import type { Evaluation } from '../../core/evaluation.js'
import type { Detail } from './detail.js'
import type { Figure } from './figure.js'
import { dayFigure } from './figures/days.js'
import { historyFigure } from './figures/history.js'
import { calibrationFigure, residualFigure, rocFigure } from './figures/predictions.js'
import { sliceFigure } from './figures/slices.js'
import { waterfallFigure } from './figures/waterfall.js'

/** Draws the charts of an evaluation, each once, however often the page is tried with fewer lines in its tables. */
export function figuresOf(
  evaluation: Evaluation,
  appendix: Appendix,
  place: string,
): (detail: Detail) => Promise<readonly Figure[]> {
  const drawn = new Map<keyof typeof FIGURES, ReturnType<Draw>>()
  return async ({ rows, charts }) => {
    const figures: Figure[] = []
    for (const name of NAMES) {
      if (charts === 'none' || (charts === 'main' && !MAIN.includes(name))) continue
      const drawing = drawn.get(name) ?? FIGURES[name](evaluation, appendix)
      drawn.set(name, drawing)
      const found = await drawing
      if (found !== null) figures.push({ ...found, id: `${place}-${name}`, table: found.table(rows) })
    }
    return figures
  }
}

/** A figure whose table is written with as many lines as there is room for. */
export interface DrawnFigure extends Omit<Figure, 'id' | 'table'> {
  table(rows: number): Figure['table']
}

type Draw = (evaluation: Evaluation, appendix: Appendix) => Promise<DrawnFigure | null>

const FIGURES = {
  slices: sliceFigure,
  waterfall: waterfallFigure,
  history: historyFigure,
  days: dayFigure,
  calibration: calibrationFigure,
  roc: rocFigure,
  residuals: residualFigure,
} as const

const NAMES = Object.keys(FIGURES).filter((name): name is keyof typeof FIGURES => name in FIGURES)

const MAIN: readonly string[] = ['slices', 'waterfall', 'history']
