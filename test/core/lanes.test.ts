// Expected numbers: the rows of a slice, grouped by key one by one.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createGrids } from '../../src/core/grid.js'
import { createLanes } from '../../src/core/lanes.js'

const MEMBERS = [[0], [1], [0, 1], []]

it('every slice gets its rows as steps, one per key, however many there are and however they come in batches', () => {
  const row = fc.record({
    key: fc.integer({ min: 0, max: 2000 }),
    isNegative: fc.boolean(),
    cell: fc.integer({ min: 0, max: MEMBERS.length - 1 }),
  })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 3000 }), fc.integer({ min: 1, max: 3000 }), (all, size) => {
      const rows = [...all].sort((a, b) => b.key - a.key)
      const ofSlice = (slice: number) => rows.filter(({ cell }) => MEMBERS[cell]?.includes(slice))
      const taken: [number, number, number][][] = [[], []]
      const grids = createGrids(
        [0, 1].map((slice) => ({ rows: ofSlice(slice).length, totals: { positive: 1, negative: 3 } })),
        4,
      )
      const lanes = createLanes(2, grids, (slice, { positives, negatives, keys }, from, to) => {
        for (let step = from; step < to; step++) taken[slice]?.push([keys[step] ?? 0, positives[step] ?? 0, negatives[step] ?? 0])
      })
      for (let from = 0; from < rows.length; from += size) {
        const batch = rows.slice(from, from + size)
        lanes.deal({
          count: batch.length,
          keys: Float64Array.from(batch, ({ key }) => key),
          places: Uint8Array.from(batch, ({ isNegative }) => (isNegative ? 1 : 0)),
          weights: new Float64Array(batch.length).fill(1),
          cells: Int32Array.from(batch, ({ cell }) => cell),
          members: MEMBERS.map((slices) => Int32Array.from(slices)),
        })
      }
      lanes.end()
      for (const slice of [0, 1]) {
        expect(taken[slice]).toEqual(stepsOf(ofSlice(slice)))
      }
    }),
  )
})

function stepsOf(rows: readonly { readonly key: number; readonly isNegative: boolean }[]): [number, number, number][] {
  const steps = new Map<number, [number, number, number]>()
  for (const { key, isNegative } of rows) {
    const [, positive, negative] = steps.get(key) ?? [key, 0, 0]
    steps.set(key, isNegative ? [key, positive, negative + 1] : [key, positive + 1, negative])
  }
  return [...steps.values()]
}
