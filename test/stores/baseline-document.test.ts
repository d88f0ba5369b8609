import { describe, expect, it } from 'vitest'
import { parseBaseline, printBaseline } from '../../src/stores/baseline-document.js'
import { BASELINE } from '../support/baseline.js'

const URI = 's3://models/churn.json'

function parse(more: Readonly<Record<string, unknown>>) {
  return parseBaseline(JSON.parse(JSON.stringify({ ...BASELINE, ...more })), URI)
}

describe('a production document', () => {
  it('is read back as it was written', () => {
    expect(parseBaseline(JSON.parse(printBaseline(BASELINE)), URI)).toEqual(BASELINE)
  })

  it('keeps what a later ctrain of the same version, or somebody else, has added', () => {
    const [slice] = BASELINE.slices
    const more = { owner: 'team-churn', slices: [{ ...slice, color: 'red' }] }
    expect(parse(more)).toMatchObject({ owner: 'team-churn', slices: [{ color: 'red' }] })
  })

  it('needs no more than what makes its score comparable, and who stored it', () => {
    const { schemaVersion, model, metric, params, score, createdAt, createdBy } = BASELINE
    const slices = [{ name: 'all', where: null, weight: 1, value: 0.8 }]
    expect(parseBaseline({ schemaVersion, model, metric, params, score, createdAt, createdBy, slices }, URI)).toMatchObject({
      groups: null,
      dataset: null,
      note: null,
      slices: [{ origin: null, standardError: null, rows: null }],
    })
  })

  it('of a newer version is refused, with what to do', () => {
    expect(() => parse({ schemaVersion: 2, slices: ['in another shape'] })).toThrow(
      expect.objectContaining({
        kind: 'data',
        message: `${URI} was written by a newer ctrain: its schemaVersion is 2, this one knows 1`,
        hint: 'update ctrain here',
      }),
    )
  })

  it.each([
    [{ score: '0.8' }, 'score: '],
    [{ slices: [{ name: 'all', where: null, weight: -1, value: 1 }] }, 'slices.0.weight: '],
    [{ slices: [BASELINE.slices[0], BASELINE.slices[0]] }, 'slices: two slices have the same name'],
    [{ createdAt: 'yesterday' }, 'createdAt: '],
  ])('with %j is refused with the place', (more, message) => {
    expect(() => parse(more)).toThrow(`${URI} is no valid production document: ${message}`)
  })

  it.each([
    ['a number', 0.86],
    ['a score of somebody else', { score: 0.86, metric: 'auc', model: 'churn' }],
    ['scores of slices by name', { ...BASELINE, slices: { all: 0.8 } }],
    ['a report of ctrain', { schemaVersion: 1, evaluations: [{ ...BASELINE }] }],
    ['null', null],
  ])('is not seen in %s', (_, json) => {
    expect(parseBaseline(json, URI)).toBeNull()
  })
})
