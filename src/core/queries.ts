import { estimateBuckets, type Group, type Shape } from './additive.js'
import type { Estimates } from './jackknife.js'
import { type BoundMetric, type QueryMetric, type RankedItems, ratio } from './metric.js'

/** Consecutive rows, those of a query together and by descending key. */
export interface QueryRows {
  readonly count: number
  readonly keys: Float64Array
  readonly gains: Float64Array
  /** Weight of each row's query. */
  readonly weights: Float64Array
  /** 1 where a query begins. */
  readonly begins: Uint8Array
  /** Jackknife group of each row's query. */
  readonly buckets: Int32Array
  /** The slices of each row: an index into `members`. */
  readonly cells: Int32Array
  readonly members: readonly Int32Array[]
}

export interface QueryCounts {
  readonly queries: number
  /** Of them, without an item of label > 0. */
  readonly withoutRelevant: number
}

/** Feeds ranking metrics for many slices from one pass; a slice that cuts through a query ranks within itself. */
export interface QuerySweep {
  rows(rows: QueryRows): void
  /** After the last row. */
  end(): { readonly estimates: readonly Estimates[]; readonly counts: readonly QueryCounts[] }
}

export function createQuerySweep(metrics: readonly BoundMetric<QueryMetric>[], slices: number, buckets: number): QuerySweep {
  const lists = Array.from({ length: slices }, createList)
  const counts = lists.map(() => ({ queries: 0, withoutRelevant: 0 }))
  // Σ weight × value and Σ weight, per metric, slice and bucket.
  const sums = metrics.map(() => new Float64Array(2 * slices * buckets))
  const touched: number[] = []
  let weight = 0
  let bucket = 0

  const finish = (slice: number, list: List) => {
    const items = list.close()
    const count = counts[slice]
    if (count !== undefined) {
      count.queries++
      if (!hasRelevant(items)) count.withoutRelevant++
    }
    for (const [index, { metric, params }] of metrics.entries()) {
      const value = metric.query(items, params)
      const ofMetric = sums[index]
      if (value === null || ofMetric === undefined) continue
      const place = 2 * (slice * buckets + bucket)
      ofMetric[place] = (ofMetric[place] ?? 0) + weight * value
      ofMetric[place + 1] = (ofMetric[place + 1] ?? 0) + weight
    }
  }
  const addItem = (slices: Int32Array, key: number, gain: number) => {
    for (const slice of slices) if (lists[slice]?.push(key, gain) === 1) touched.push(slice)
  }
  const closeQuery = () => {
    for (const slice of touched) {
      const list = lists[slice]
      if (list !== undefined) finish(slice, list)
    }
    touched.length = 0
  }
  return {
    rows({ count, keys, gains, weights, begins, buckets: ofRows, cells, members }) {
      for (let row = 0; row < count; row++) {
        if (begins[row] === 1) {
          closeQuery()
          weight = weights[row] ?? 0
          bucket = ofRows[row] ?? 0
        }
        addItem(members[cells[row] ?? 0] ?? NONE, keys[row] ?? 0, gains[row] ?? 0)
      }
    },
    end() {
      closeQuery()
      return { estimates: sums.map((ofMetric) => estimatesOf(ofMetric, slices, buckets)), counts }
    },
  }
}

const NONE = new Int32Array(0)

/** The items of one query in one slice. */
interface List {
  /** Takes the next item and says how many there are. */
  push(key: number, gain: number): number
  /** The items; the list is empty afterwards, and its arrays are used again. */
  close(): RankedItems
}

function createList(): List {
  let keys = new Float64Array(16)
  let gains = new Float64Array(16)
  let ties = new Int32Array(16)
  let count = 0
  const grow = () => {
    const [oldKeys, oldGains] = [keys, gains]
    keys = new Float64Array(2 * count)
    gains = new Float64Array(2 * count)
    ties = new Int32Array(2 * count)
    keys.set(oldKeys)
    gains.set(oldGains)
  }
  return {
    push(key, gain) {
      if (count === keys.length) grow()
      keys[count] = key
      gains[count] = gain
      return ++count
    },
    close() {
      const items = { count, gains, ties }
      let end = count
      for (let item = count - 1; item >= 0; item--) {
        ties[item] = end
        if (item > 0 && keys[item - 1] !== keys[item]) end = item
      }
      count = 0
      return items
    },
  }
}

function hasRelevant({ count, gains }: RankedItems): boolean {
  for (let item = 0; item < count; item++) if ((gains[item] ?? 0) > 0) return true
  return false
}

/** Queries are left out by bucket. */
function estimatesOf(sums: Float64Array, slices: number, buckets: number): Estimates {
  const groups: Group[] = []
  for (let slice = 0; slice < slices; slice++) {
    for (let bucket = 0; bucket < buckets; bucket++) {
      const part = sums.slice(2 * (slice * buckets + bucket), 2 * (slice * buckets + bucket) + 2)
      const none = { key: 0, rows: 1, weight: 1, moments: [], products: new Float64Array(0) }
      if (part[1] !== 0) groups.push({ ...none, members: [slice], bucket, sums: part })
    }
  }
  const shape: Shape = { slices, keys: 1, width: 2, moments: 0 }
  return estimateBuckets(groups, shape, ({ sums: [weighted = 0, weight = 0] }) => ratio(weighted, weight))
}
