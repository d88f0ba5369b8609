import { describe, expect, it } from 'vitest'
import { explain } from '../../src/core/explain.js'
import { matterMost, shortened } from '../../src/core/matter-most.js'
import { judged, stored } from '../support/judged.js'

/** The drop of `bad` is the largest part, then the gain of `good`; `still` and `small` add nothing. */
const EVALUATION = judged(
  [
    { name: 'small', weight: 0.1, value: 0.8 },
    { name: 'still', weight: 0.3, value: 0.8 },
    { name: 'good', weight: 0.3, value: 0.9 },
    { name: 'bad', weight: 0.3, value: 0.6 },
  ],
  ['small', 'still', 'good', 'bad'].map((name) => stored(name, 0.8, name === 'small' ? 0.1 : 0.3)),
  0.8,
)
const EXPLANATION = explain(EVALUATION, null)

describe('the slices that matter most', () => {
  it('have the largest parts of the drop, gains among them, then the largest weights', () => {
    const explained = { ...EVALUATION, explanation: EXPLANATION }
    expect(matterMost(explained, 3)).toEqual(['bad', 'good', 'still'])
    expect(matterMost(explained, 9)).toEqual(['bad', 'good', 'still', 'small'])
  })

  it('have the largest weights where nothing explains a drop', () => {
    expect(matterMost(EVALUATION, 2)).toEqual(['still', 'good'])
  })

  it('are left of an explanation that is shortened, in their order, with the facts and sums of all', () => {
    if (EXPLANATION === null) throw new Error('there is no explanation')
    const { slices, ...rest } = shortened(EXPLANATION, 2)
    expect(slices.map(({ name }) => name)).toEqual(['bad', 'good'])
    expect(rest).toEqual({ ...EXPLANATION, slices: undefined })
    expect(shortened(EXPLANATION, 20)).toEqual(EXPLANATION)
  })
})
