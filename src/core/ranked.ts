import { createConcordance } from './concordance.js'
import { createGrids, type GriddedSlice, type NewWalker } from './grid.js'
import type { Estimates } from './jackknife.js'
import { createLanes, type RankedRows } from './lanes.js'
import type { BoundMetric, Pairs, RankedMetric } from './metric.js'
import { takeSteps } from './steps.js'

/** Feeds ranked metrics for many slices from one pass over sorted rows. */
export interface Sweep {
  /** Takes the next rows; the arrays are free again afterwards. */
  rows(rows: RankedRows): void
  /** After the last row: the estimates of each metric. */
  end(): readonly Estimates[]
}

/** Values are exact, and rows of equal keys one step, so that their order among themselves does not matter. */
export function createSweep(
  metrics: readonly BoundMetric<RankedMetric>[],
  slices: readonly GriddedSlice[],
  buckets: number,
): Sweep {
  const readings = metrics.map(({ metric, params }) => metric.reading(params))
  const values = readings.flatMap((reading) => (reading.by === 'pairs' ? reading.value : []))
  const walkers = readings.flatMap((reading) => (reading.by === 'steps' ? reading.walker : []))
  const pairs = values.length === 0 ? null : pairSweep(values, slices.length, buckets)
  const walk = walkers.length === 0 ? null : walkSweep(walkers, slices, buckets)
  return {
    rows(rows) {
      pairs?.rows(rows)
      walk?.rows(rows)
    },
    end() {
      const [ofPairs, ofWalk] = [pairs?.end() ?? [], walk?.end() ?? []].map((estimates) => estimates.values())
      return readings.map(({ by }) => (by === 'pairs' ? ofPairs : ofWalk)?.next().value ?? missing())
    },
  }
}

/** Exact values, and exact ones without each bucket. */
function pairSweep(metrics: readonly ((pairs: Pairs) => number | null)[], slices: number, buckets: number): Sweep {
  const concordance = createConcordance(slices, buckets)
  return {
    rows: concordance.rows,
    end() {
      concordance.end()
      const found = Array.from({ length: slices }, (_, slice) => ({
        all: concordance.pairs(slice),
        without: [...concordance.replicates(slice)],
      }))
      return metrics.map((value) => ({
        values: found.map(({ all }) => finiteOrNull(value(all))),
        replicates: {
          kind: 'buckets',
          slices: found.map(({ without }) => new Map(without.map(([bucket, rest]) => [bucket, value(rest) ?? Number.NaN]))),
        },
      }))
    },
  }
}

/**
 * Exact values, from every step of the order. What leaving out a bucket changes is computed on a grid of
 * each slice's quantiles, which holds the weights per bucket; up to some hundred rows it is exact, too.
 */
function walkSweep(metrics: readonly NewWalker[], slices: readonly GriddedSlice[], buckets: number): Sweep {
  const grids = createGrids(slices, buckets)
  const walkers = slices.map(({ totals }) => metrics.map((newWalker) => newWalker(totals)))
  const lanes = createLanes(slices.length, grids, (slice, steps, from, to) => {
    for (const walker of walkers[slice] ?? []) takeSteps(walker, steps, from, to)
  })
  return {
    rows: lanes.deal,
    end() {
      lanes.end()
      const values = walkers.map((ofSlice, slice) =>
        ofSlice.map((walker) => ((slices[slice]?.rows ?? 0) === 0 ? null : finiteOrNull(walker.value()))),
      )
      return metrics.map((newWalker, metric) => ({
        values: values.map((ofSlice) => ofSlice[metric] ?? null),
        replicates: {
          kind: 'buckets',
          slices: values.map((ofSlice, slice) => {
            const value = ofSlice[metric] ?? null
            return value === null ? new Map() : grids.replicates(slice, newWalker, value)
          }),
        },
      }))
    },
  }
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}

function missing(): never {
  throw new Error('a metric has no estimates')
}
