import { estimateBuckets, type Finish, type Group, type Part, type Shape } from '../../core/additive.js'
import type { Factors } from '../../core/influence.js'
import type { Estimates } from '../../core/jackknife.js'
import { estimateLinear } from '../../core/linear.js'
import type { AggregateMetric, BoundMetric, Confusion } from '../../core/metric.js'
import type { Cell } from './aggregate.js'
import type { Centers } from './centers.js'
import type { Factor, Request, Statistics } from './statistics.js'
import { toNumber } from './values.js'

/** What the cells were scanned for. */
export interface Scan {
  readonly statistics: Statistics
  readonly centers: Centers
}

/** The estimates of an additive metric from the cells of scored rows; null for metrics of other kinds. */
export function estimate(bound: BoundMetric, slices: number, scan: Scan, cells: readonly Cell[]): Estimates | null {
  const { metric, params } = bound
  if (metric.kind !== 'aggregate' && metric.kind !== 'confusion' && metric.kind !== 'classes') return null
  const request = scan.statistics.requestOf(bound)
  if (metric.kind === 'confusion') {
    const keyOf = ({ record }: Cell) => 2 * sideOf(record['key0']) + (record[request.key ?? ''] === true ? 1 : 0)
    return estimates(cells, keyOf, { slices, keys: 4 }, request, scan, ({ sums }) => metric.finish(confusionOf(sums), params))
  }
  if (metric.kind === 'classes') {
    const pairs = cells.map(({ record }) => [String(record['key0']), String(record['key1'])] as const)
    const classes = [...new Set(pairs.flat())].sort()
    const index = new Map(classes.map((name, position) => [name, position]))
    const keys = new Map(cells.map((cell, position) => [cell, pairKey(pairs[position], index)]))
    const finish: Finish = ({ sums }) => metric.finish({ classes, counts: sums }, params)
    return estimates(cells, (cell) => keys.get(cell) ?? 0, { slices, keys: classes.length ** 2 }, request, scan, finish)
  }
  const key = request.key
  const keyOf = ({ record }: Cell) => (key === null ? 0 : toNumber(record[key]))
  const keys = 1 + cells.reduce((greatest, cell) => Math.max(greatest, keyOf(cell)), 0)
  return estimates(cells, keyOf, { slices, keys }, request, scan, finishAggregate({ metric, params }, request))
}

function estimates(
  cells: readonly Cell[],
  keyOf: (cell: Cell) => number,
  size: Pick<Shape, 'slices' | 'keys'>,
  { sums, moments, products, factors }: Request,
  { statistics, centers }: Scan,
  finish: Finish,
): Estimates {
  const shape = { ...size, width: sums.length, moments: moments.length }
  const groups = cells.map((cell): Group => {
    const read = (column: string) => toNumber(cell.record[column])
    return {
      members: cell.members,
      bucket: cell.bucket,
      key: keyOf(cell),
      rows: cell.rows,
      weight: cell.weight,
      sums: Float64Array.from(sums, ({ column }) => read(column)),
      moments: moments.flatMap(({ index }) => cell.moments[index] ?? []),
      products: Float64Array.from(products, (column) => (column === null ? 0 : read(column))),
    }
  })
  if (statistics.isBucketed) return estimateBuckets(groups, shape, finish)
  return estimateLinear(
    groups,
    shape,
    factorsOf(factors, centers),
    finish,
    size.keys > 1 && sums.every(({ column }) => column === 'rows'),
  )
}

/** A weight has a ratio of 1 to itself, so that nothing is left of it; nor is of what is 1 for every row, less its center. */
function factorsOf(factors: readonly Factor[], { terms, weight }: Centers): Factors {
  const found = factors.map((factor) => {
    if (factor === 'reference') return { ratio: 0, ...weight }
    if (factor === 'moment') return { ratio: 0, center: 0, scale: weight.scale }
    if (factor === 'weight') return { ratio: 1, center: 0, scale: weight.scale }
    return factor === 'rows' ? { ratio: 0, center: 1, scale: 1 } : { center: 0, ...(terms[factor] ?? { ratio: 0, scale: 1 }) }
  })
  return {
    ratios: Float64Array.from(found, ({ ratio }) => ratio),
    centers: Float64Array.from(found, ({ center }) => center),
    scales: Float64Array.from(found, ({ scale }) => scale),
  }
}

/** Confusion counts in the order of 2 × label + decision. */
function confusionOf([tn = 0, fp = 0, fn = 0, tp = 0]: Float64Array): Confusion {
  return { tp, fp, fn, tn }
}

/** The class of a binary label, 0 or 1, which may come as a 64-bit integer or a boolean. */
function sideOf(label: unknown): number {
  const side = Number(label)
  if (label === null || (side !== 0 && side !== 1)) throw new Error(`a scored row has the label ${String(label)}`)
  return side
}

function pairKey(pair: readonly [string, string] | undefined, index: ReadonlyMap<string, number>): number {
  const [label = '', predicted = ''] = pair ?? []
  return (index.get(label) ?? 0) * index.size + (index.get(predicted) ?? 0)
}

/** Statistics by name: totals over the bins, and those of each bin. */
function finishAggregate({ metric, params }: BoundMetric<AggregateMetric>, { sums, moments, key }: Request): Finish {
  const width = sums.length
  const named = (part: Part, start: number) => sums.map(({ name }, index) => [name, part.sums[start + index] ?? 0] as const)
  return (part) => {
    const spread = moments.flatMap(({ name }, index) => {
      const { center, offset, m2 } = part.moments[index] ?? { center: 0, offset: 0, m2: 0 }
      return [[`${name}_mean`, center + offset] as const, [`${name}_m2`, m2] as const]
    })
    const bins = Array.from({ length: part.sums.length / width }, (_, bin) => named(part, bin * width))
    const totals = sums.map(({ name }, index) => [name, bins.reduce((total, bin) => total + (bin[index]?.[1] ?? 0), 0)] as const)
    const used = [...bins.entries()].filter(([, bin]) => key !== null && bin.some(([, value]) => value !== 0))
    const byBin = new Map(used.map(([bin, entries]) => [bin, Object.fromEntries(entries)]))
    return metric.finish({ rows: part.rows, ...Object.fromEntries(totals), ...Object.fromEntries(spread) }, params, byBin)
  }
}
