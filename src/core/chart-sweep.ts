import type { ChartParts } from './appendix.js'
import { createCalibrationBins } from './calibration-bins.js'
import type { RankedRows } from './lanes.js'
import { createResidualBins } from './residual-bins.js'
import { createRocPoints } from './roc-points.js'

/** Tasks that have charts: rows of binary ones come by descending prediction, those of regression by descending residual. */
export type ChartedTask = 'binary' | 'regression'

/** Makes the charts of many slices from one pass over sorted rows. */
export interface ChartSweep {
  /** Takes the next rows; the arrays are free again afterwards. */
  rows(rows: RankedRows): void
  /** After the last row: the charts of each slice. */
  end(): readonly ChartParts[]
}

export function createChartSweep(task: ChartedTask, slices: number): ChartSweep {
  const charts = Array.from({ length: slices }, task === 'binary' ? binaryChart : residualChart)
  return {
    rows({ count, keys, places, weights, cells, members }) {
      for (let row = 0; row < count; row++) {
        const key = keys[row] ?? 0
        const weight = weights[row] ?? 0
        const isPositive = ((places[row] ?? 0) & 1) === 0
        for (const slice of members[cells[row] ?? 0] ?? []) charts[slice]?.add(key, weight, isPositive)
      }
    },
    end: () => withoutScores(charts.map((chart) => chart.end())),
  }
}

interface Chart {
  add(key: number, weight: number, isPositive: boolean): void
  end(): ChartParts
}

function binaryChart(): Chart {
  const calibration = createCalibrationBins()
  const roc = createRocPoints()
  let rows = 0
  return {
    add(prediction, weight, isPositive) {
      rows++
      calibration.add(prediction, weight, isPositive)
      roc.add(prediction, weight, isPositive)
    },
    end: () => ({ rows, calibration: calibration.bins(), roc: roc.points(), residuals: null }),
  }
}

function residualChart(): Chart {
  const residuals = createResidualBins()
  let rows = 0
  return {
    add(residual) {
      rows++
      residuals.add(residual)
    },
    end: () => ({ rows, calibration: null, roc: null, residuals: residuals.bins() }),
  }
}

/** Where one slice has predictions that are no probabilities, those of no other are. */
function withoutScores(charts: readonly ChartParts[]): readonly ChartParts[] {
  const areProbabilities = charts.every(({ calibration }) => calibration !== null)
  return areProbabilities ? charts : charts.map((chart) => ({ ...chart, calibration: null }))
}
