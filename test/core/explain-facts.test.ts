import { describe, expect, it } from 'vitest'
import type { Evaluation } from '../../src/core/evaluation.js'
import { explain } from '../../src/core/explain.js'
import { judged, stored } from '../support/judged.js'

const facts = (evaluation: Evaluation, formerCoverage: number | null = null) => explain(evaluation, formerCoverage)?.facts
const around = (value: number, half: number) => ({
  value,
  standardError: half / 2,
  interval: [value - half, value + half] as const,
})
const sure = (evaluation: Evaluation): Evaluation => ({ ...evaluation, confidence: 0.95 })
const healthy = (evaluation: Evaluation): Evaluation => ({ ...sure(evaluation), verdict: 'healthy' })

describe('the facts about a drop', () => {
  it('name the slice that makes most of it, from where to where it fell, and who went against it', () => {
    const here = [
      { name: 'new', weight: 0.5, ...around(0.6, 0.04) },
      { name: 'old', weight: 0.5, ...around(0.88, 0.04) },
    ]
    expect(facts(sure(judged(here, [stored('new', 0.8), stored('old', 0.86)], 0.83)))).toEqual([
      'new adds 0.1000 to the drop, more than the whole of it (0.0900): roc_auc fell from 0.8000 to 0.6000 (beyond its 95 % interval of ± 0.0400), at weight 0.5.',
      'old got better: roc_auc rose from 0.8600 to 0.8800 (within its 95 % interval of ± 0.0400, so it may be chance), which takes 0.0100 off the drop.',
    ])
  })

  it('count the error of the production value, where it is known: what is beyond one interval may be within both', () => {
    const here = [
      { name: 'new', weight: 0.5, ...around(0.75, 0.04) },
      { name: 'old', weight: 0.5, ...around(0.86, 0.04) },
    ]
    const production = [{ ...stored('new', 0.8), standardError: 0.02 }, stored('old', 0.86)]
    const [worst] = facts(sure(judged(here, production, 0.83))) ?? []
    // 2 × √(0.02² + 0.02²) = 0.0566
    expect(worst).toContain('(within the 95 % interval of the change, ± 0.0566, so it may be chance)')
  })

  it('say nothing of chance where no interval is known, or a stored score stands in', () => {
    const here = [
      { name: 'new', weight: 0.5, value: 0.7 },
      { name: 'old', weight: 0.5, ...around(0.86, 0.04), isProduction: true },
    ]
    expect(facts(sure(judged(here, [stored('new', 0.8), stored('old', 0.86)], 0.83)))).toEqual([
      'new makes 100 % of the drop: roc_auc fell from 0.8000 to 0.7000, at weight 0.5.',
    ])
  })

  it('where lower is better tell what rose', () => {
    const here = [
      { name: 'online', weight: 0.8, value: 24 },
      { name: 'shop', weight: 0.2, value: 20 },
    ]
    expect(facts(judged(here, [stored('online', 22), stored('shop', 19)], 21.4, 'lower'))).toEqual([
      'online makes 89 % of the drop: roc_auc rose from 22.0000 to 24.0000, at weight 0.8.',
      'shop makes 11 % of the drop: roc_auc rose from 19.0000 to 20.0000, at weight 0.2.',
    ])
  })

  it('of a gain tell who made it', () => {
    const here = [
      { name: 'new', weight: 0.5, value: 0.9 },
      { name: 'old', weight: 0.5, value: 0.85 },
    ]
    expect(facts(judged(here, [stored('new', 0.8), stored('old', 0.86)], 0.83))).toEqual([
      'new adds 0.0500 to the gain, more than the whole of it (0.0450): roc_auc rose from 0.8000 to 0.9000, at weight 0.5.',
      'old got worse: roc_auc fell from 0.8600 to 0.8500, which takes 0.0050 off the gain.',
    ])
  })

  it('where nothing is left of it tell what cancels out', () => {
    const here = [
      { name: 'new', weight: 0.5, value: 0.7 },
      { name: 'old', weight: 0.5, value: 0.9 },
    ]
    expect(facts(judged(here, [stored('new', 0.8), stored('old', 0.8)], 0.8))).toEqual([
      'new costs the score 0.0500: roc_auc fell from 0.8000 to 0.7000, at weight 0.5.',
      'old gives the score 0.0500: roc_auc rose from 0.8000 to 0.9000, at weight 0.5.',
    ])
  })

  it('tell of slices that are new or count for more', () => {
    const here = [
      { name: 'EU', weight: 0.4, value: 0.9 },
      { name: 'US', weight: 0.4, value: 0.7 },
      { name: 'BR', weight: 0.2, value: 0.6 },
    ]
    expect(facts(judged(here, [stored('EU', 0.9, 0.8), stored('US', 0.7, 0.2)], 0.86))).toEqual([
      'BR makes 52 % of the drop: it is new, with a weight of 0.2 and a roc_auc of 0.6000 (the production score is 0.8600).',
      'Other weights than in production make 0.1000 of the drop.',
      'US makes 32 % of the drop: it weighs 0.4, in production 0.2, where its roc_auc was 0.7000 (the production score is 0.8600).',
    ])
  })

  it('tell of rows that moved while the weights did not, and of a production score that is no sum of its slices', () => {
    const here = [
      { name: 'EU', weight: 0.5, value: 0.9, rows: 500 },
      { name: 'US', weight: 0.5, value: 0.7, rows: 500 },
    ]
    expect(facts(judged(here, [stored('EU', 0.9, 0.5, 900), stored('US', 0.7, 0.5, 100)], 0.85))).toEqual([
      'No slice explains 0.0500 of the change: the production score of 0.8500 is not the weighted sum of its slices, 0.8000.',
      "The rows moved: EU has 50 % of the slices' rows, was 90 %; the weights did not, so this moves nothing, but weights that follow the rows would make the score 0.0800 worse.",
    ])
  })

  it('tell that no slice is surely worse, only where the interval of each is known', () => {
    const here = [
      { name: 'new', weight: 0.5, ...around(0.79, 0.04) },
      { name: 'old', weight: 0.5, ...around(0.86, 0.04) },
    ]
    const production = [stored('new', 0.8), stored('old', 0.86)]
    const nobody = 'No slice is worse than in production beyond its 95 % interval.'
    expect(facts(healthy(judged(here, production, 0.83)))?.[0]).toBe(nobody)
    const unsure = here.map((slice, index) => (index === 0 ? slice : { ...slice, interval: null }))
    expect(facts(healthy(judged(unsure, production, 0.83)))?.join()).not.toContain(nobody)
    const worse = here.map((slice, index) => (index === 0 ? { ...slice, ...around(0.7, 0.04) } : slice))
    expect(facts(healthy(judged(worse, production, 0.83)))?.join()).not.toContain(nobody)
  })

  it('of very many slices tell that none stands out, and how many are surely worse', () => {
    const names = Array.from({ length: 100 }, (_, index) => `s${index}`)
    const here = names.map((name, index) => ({ name, weight: 0.01, ...around(index < 60 ? 0.75 : 0.79, 0.03) }))
    expect(
      facts(
        sure(
          judged(
            here,
            names.map((name) => stored(name, 0.8)),
            0.8,
          ),
        ),
      ),
    ).toEqual([
      'The drop is spread over 100 slices: the largest part, that of s0, is 1 % of it.',
      '60 of 100 slices are worse than in production beyond their 95 % intervals.',
    ])
  })

  it('tell of labels that are missing only where those behind the production score are counted, too', () => {
    const dataset = {
      ...{ from: null, to: null, missingDates: [], files: 1, bytes: 1, bytesFetched: 0, days: [], unmatched: null },
      ...{ rows: 1000, rowsScored: 610, rowsWithoutLabel: 390, rowsDropped: 0, fingerprint: 'f' },
    }
    const evaluation = { ...judged([{ name: 'all', weight: 1, value: 0.7 }], [], 0.8), dataset }
    expect(facts(evaluation, 0.95)).toEqual(['Fewer rows have a label: 61 %, of those behind the production score 95 %.'])
    expect(facts(evaluation, 0.63)).toEqual([])
    expect(facts(evaluation)).toEqual([])
  })

  it('against a mere number say which way a slice moves the score where lower is better', () => {
    const here = [
      { name: 'new', weight: 0.5, value: 9 },
      { name: 'old', weight: 0.5, value: 6 },
    ]
    const worse = 'its roc_auc of 9.0000 is 2.0000 worse than the production score of 7.0000, at weight 0.5.'
    expect(facts(judged(here, [], 7, 'lower'))).toContain(`new pushes the score up the most: ${worse}`)
  })

  it('against a mere number say where slices stand, and not what they have lost', () => {
    const here = [
      { name: 'new', weight: 0.5, value: 0.7 },
      { name: 'old', weight: 0.5, value: 0.86 },
    ]
    expect(facts(judged(here, [], 0.83))).toEqual([
      'new pulls the score down the most: its roc_auc of 0.7000 is 0.1300 worse than the production score of 0.8300, at weight 0.5.',
      'What each slice has lost is not known: the production score comes without values of slices (ctrain baseline record stores them).',
    ])
    expect(facts(judged(here, [stored('new', 0.7)], 0.83))?.at(-1)).toContain('comes without a value of old')
  })
})
