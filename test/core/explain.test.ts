import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explain } from '../../src/core/explain.js'
import { sum } from '../../src/core/sum.js'
import { judged, stored } from '../support/judged.js'

function known<T>(value: T | null): T {
  if (value === null) throw new Error('it is not known')
  return value
}

const value = fc.double({ min: -1000, max: 1000, noNaN: true })
const amount = fc.integer({ min: 1, max: 1000 })
/** Slices that are new, gone, or on both sides, by their rows. */
const cohorts = fc
  .array(
    fc.record({ value, former: value, rows: amount, formerRows: amount, side: fc.constantFrom('both', 'both', 'new', 'gone') }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((all) => all.map((cohort, index) => ({ ...cohort, name: `s${index}`, side: index === 0 ? 'both' : cohort.side })))
const direction = fc.constantFrom('higher' as const, 'lower' as const)

describe('the parts of a drop', () => {
  it('and what is unexplained sum to the drop, whatever came, went, or weighs another share', () => {
    fc.assert(
      fc.property(cohorts, value, direction, fc.boolean(), (all, offset, better, isStoredSum) => {
        const [here, before] = [all.filter(({ side }) => side !== 'gone'), all.filter(({ side }) => side !== 'new')]
        const [rows, formerRows] = [sum(here.map((slice) => slice.rows)), sum(before.map((slice) => slice.formerRows))]
        const production = before.map((slice) =>
          stored(slice.name, slice.former, slice.formerRows / formerRows, slice.formerRows),
        )
        const score = sum(production.map((slice) => slice.score * (slice.weight ?? 0))) + (isStoredSum ? 0 : offset)
        const now = here.map((slice) => ({ ...slice, weight: slice.rows / rows }))
        const {
          slices,
          performance,
          mix,
          unexplained,
          rows: byRows,
          facts,
        } = known(explain(judged(now, production, score, better), null))
        const drop = known(judged(now, production, score, better).drop?.absolute ?? null)
        expect(sum(slices.map((part) => part.drop)) + unexplained).toBeCloseTo(drop, 6)
        expect(sum(slices.map((part) => part.performance))).toBeCloseTo(performance, 6)
        expect(sum(slices.map((part) => part.mix))).toBeCloseTo(mix, 6)
        expect(slices.length).toBe(all.length)
        if (isStoredSum) {
          expect(unexplained).toBeCloseTo(0, 6)
          // Weights that follow the rows make both splits the same.
          expect(known(byRows).performance).toBeCloseTo(performance, 6)
          expect(known(byRows).mix).toBeCloseTo(mix, 6)
        }
        expect(facts.length).toBeLessThanOrEqual(3)
        expect(facts.join()).not.toMatch(/NaN|null|undefined|Infinity/)
      }),
    )
  })

  it('of a better metric and of a worse one are the same with the opposite sign', () => {
    const here = [
      { name: 'a', weight: 0.5, value: 0.7 },
      { name: 'b', weight: 0.5, value: 0.9 },
    ]
    const production = [stored('a', 0.8, 0.4), stored('b', 0.85, 0.6)]
    const [up, down] = (['higher', 'lower'] as const).map((each) => known(explain(judged(here, production, 0.83, each), null)))
    expect(up?.slices.map(({ name, drop }) => [name, drop])).toEqual([
      ['a', 0.053],
      ['b', -0.023],
    ])
    expect(down?.slices.map(({ name, drop }) => [name, drop])).toEqual([
      ['b', 0.023],
      ['a', -0.053],
    ])
  })

  it('are those of the production score where production values are not known, and sum to the drop alone', () => {
    const here = [
      { name: 'a', weight: 0.6, value: 0.7 },
      { name: 'b', weight: 0.4, value: 0.9 },
    ]
    const { against, slices, mix, unexplained, rows } = known(explain(judged(here, [stored('a', 0.9)], 0.86), null))
    expect({ against, mix, unexplained, rows }).toEqual({ against: 'score', mix: 0, unexplained: 0, rows: null })
    expect(slices.map(({ name, drop, share }) => [name, drop, share])).toEqual([
      ['a', 0.096, 1.2],
      ['b', -0.016, -0.2],
    ])
  })

  it('have shares of the drop, so that one that makes it worse has no negative share, whatever is unexplained', () => {
    const here = [
      { name: 'worse', weight: 0.5, value: 0.6 },
      { name: 'better', weight: 0.5, value: 0.8 },
    ]
    const production = [stored('worse', 0.7, 0.5), stored('better', 0.5, 0.5)]
    const { slices, unexplained } = known(explain(judged(here, production, 0.8), null))
    expect(unexplained).toBe(0.2)
    expect(slices.map(({ name, drop, share }) => [name, drop, share])).toEqual([
      ['worse', 0.05, 0.5],
      ['better', -0.15, -1.5],
    ])
  })

  it('of a slice that left its weight to the others are its mix', () => {
    const here = [
      { name: 'a', weight: 1, value: 0.8 },
      { name: 'b', weight: 0, value: 0.5, rows: 0 },
    ]
    const { slices, mix } = known(explain(judged(here, [stored('a', 0.8, 0.7), stored('b', 0.9, 0.3)], 0.83), null))
    expect(mix).toBe(0.03)
    expect(slices.map(({ name, performance, mix: part }) => [name, performance, part])).toEqual([
      ['b', 0, 0.021],
      ['a', 0, 0.009],
    ])
  })

  it('where weights are fixed tell by rows what weights that follow them would have moved', () => {
    const here = [
      { name: 'a', weight: 0.5, value: 0.7, rows: 300 },
      { name: 'b', weight: 0.5, value: 0.9, rows: 100 },
    ]
    const production = [stored('a', 0.7, 0.5, 100), stored('b', 0.9, 0.5, 300)]
    const { mix, rows, slices, facts } = known(explain(judged(here, production, 0.8), null))
    expect({ mix, rows }).toEqual({ mix: 0, rows: { performance: 0, mix: 0.1 } })
    expect(slices.map(({ rowShare, productionRowShare }) => [rowShare, productionRowShare])).toEqual([
      [0.75, 0.25],
      [0.25, 0.75],
    ])
    expect(facts).toEqual([
      "The rows moved: a has 75 % of the slices' rows, was 25 %; the weights did not, so this moves nothing, but weights that follow the rows would make the score 0.1000 worse.",
    ])
  })

  it('are not known where there is no score, nothing to compare it with, or no finite number', () => {
    const here = [{ name: 'a', weight: 1, value: 0.8 }]
    const evaluation = judged(here, [stored('a', 0.9)], 0.9)
    expect(explain({ ...evaluation, score: null }, null)).toBeNull()
    expect(explain({ ...evaluation, production: null }, null)).toBeNull()
    expect(explain({ ...evaluation, drop: null }, null)).toBeNull()
    expect(explain(judged([{ name: 'a', weight: 1, value: 1.7e308 }], [stored('a', -1.7e308)], 0), null)).toBeNull()
  })
})
