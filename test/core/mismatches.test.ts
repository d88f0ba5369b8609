import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { baselineOf, type DefinedSlice, givenBaseline, type ScoreDefinition } from '../../src/core/baseline.js'
import { type DatasetFacts, emptyEvaluation } from '../../src/core/evaluation.js'
import { mismatches } from '../../src/core/mismatches.js'
import { sliceResult } from '../support/slice-result.js'

const BY = { createdAt: '2026-11-15T06:00:00.000Z', createdBy: 'ci@build', note: null }
const DATASET: DatasetFacts = {
  from: null,
  to: null,
  missingDates: [],
  files: 1,
  bytes: 10,
  bytesFetched: 0,
  rows: 500,
  rowsScored: 500,
  rowsWithoutLabel: 0,
  rowsDropped: 0,
  days: [],
  unmatched: null,
  fingerprint: 'sha256:0',
}

const name = fc.string({ minLength: 1 })
const slice: fc.Arbitrary<DefinedSlice> = fc.record({
  name,
  where: fc.option(fc.string()),
  weight: fc.double({ min: 0, max: 1, noNaN: true }),
  origin: fc.constantFrom('where', 'value', 'found'),
})
const definition: fc.Arbitrary<ScoreDefinition> = fc.record({
  model: name,
  metric: name,
  params: fc.dictionary(name, fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }))),
  direction: fc.constantFrom('higher', 'lower'),
  metricDigest: fc.option(name),
  slices: fc.uniqueArray(slice, { minLength: 1, maxLength: 6, selector: (each) => each.name }),
  groups: fc.array(fc.record({ by: fc.array(name, { minLength: 1 }), weight: fc.constantFrom('rows', 'equal') })),
})

/** One declared slice at least, and what is stored of the definition. */
const stored = definition.map((each) => {
  const [first, ...rest] = each.slices
  const slices = first === undefined ? [] : [{ ...first, origin: 'where' as const }, ...rest]
  const declared = { ...each, slices }
  return { declared, document: documentOf(declared) }
})

function documentOf(of: ScoreDefinition) {
  const slices = of.slices.map((each) => sliceResult({ name: each.name, where: each.where }))
  const document = baselineOf({ ...emptyEvaluation(of.model, new Date(0)), score: 0.8, dataset: DATASET, slices }, of, BY)
  if (document === null) throw new Error('it has a score')
  return document
}

describe('a production document', () => {
  it('never mismatches the definition that it was measured with, also once it is read back', () => {
    fc.assert(
      fc.property(stored, ({ declared, document }) => {
        expect(mismatches(document, declared)).toEqual([])
        expect(mismatches(JSON.parse(JSON.stringify(document)), declared)).toEqual([])
        expect(mismatches(givenBaseline({ score: 1, standardError: null }, declared, BY), declared)).toEqual([])
      }),
    )
  })

  const changes: Readonly<Record<string, (of: ScoreDefinition) => ScoreDefinition>> = {
    'the model': (of) => ({ ...of, model: `${of.model}2` }),
    'the metric': (of) => ({ ...of, metric: `${of.metric}2` }),
    'the direction': (of) => ({ ...of, direction: of.direction === 'higher' ? 'lower' : 'higher' }),
    'a parameter': (of) => ({ ...of, params: { ...of.params, more: 'x' } }),
    'where slices are found': (of) => ({ ...of, groups: [...(of.groups ?? []), { by: ['other column'], weight: 'rows' }] }),
    'a slice that is gone': (of) => ({ ...of, slices: of.slices.slice(1) }),
    'a slice more': (of) => ({ ...of, slices: [...of.slices, { name: '', where: null, weight: 0, origin: 'where' }] }),
    'a weight': (of) => changeFirst(of, ({ weight }) => ({ weight: weight + 1e-8 })),
    'a condition': (of) => changeFirst(of, ({ where }) => ({ where: `${where ?? ''}x` })),
  }

  it.each(Object.entries(changes))('tells of a single change of %s, naming both sides', (_, change) => {
    fc.assert(
      fc.property(stored, ({ declared, document }) => {
        const [only, ...more] = mismatches(document, change(declared))
        expect(only).toContain('the production document')
        expect(only).toContain('the config')
        expect(more).toEqual([])
      }),
    )
  })
})

function changeFirst(of: ScoreDefinition, change: (slice: DefinedSlice) => Partial<DefinedSlice>): ScoreDefinition {
  const [first, ...rest] = of.slices
  return first === undefined ? of : { ...of, slices: [{ ...first, ...change(first) }, ...rest] }
}

const CHURN: ScoreDefinition = {
  model: 'churn',
  metric: 'f_beta',
  params: { beta: 2, threshold: 0.4 },
  direction: 'higher',
  metricDigest: null,
  slices: [
    { name: 'new', where: "tenure < 6 AND region = 'New  York'", weight: 0.6, origin: 'where' },
    { name: 'plan=pro', where: '"plan" IS NOT DISTINCT FROM \'pro\'', weight: 0.1, origin: 'value' },
    { name: 'region=EU', where: '"region" IS NOT DISTINCT FROM \'EU\'', weight: 0.3, origin: 'found' },
  ],
  groups: [{ by: ['region'], weight: 'rows' }],
}

function withSlice(at: number, more: Partial<DefinedSlice>): ScoreDefinition {
  return { ...CHURN, slices: CHURN.slices.map((each, index) => (index === at ? { ...each, ...more } : each)) }
}

describe('the sentences', () => {
  it.each<[string, ScoreDefinition]>([
    ['the model is "churn" in the production document, "churn-b" in the config', { ...CHURN, model: 'churn-b' }],
    ['the metric is f_beta in the production document, roc_auc in the config', { ...CHURN, metric: 'roc_auc', params: {} }],
    [
      'the parameters of f_beta are {"beta":2,"threshold":0.4} in the production document, {"beta":1,"threshold":0.4} in the config',
      { ...CHURN, params: { threshold: 0.4, beta: 1 } },
    ],
    ['the direction of f_beta is higher in the production document, lower in the config', { ...CHURN, direction: 'lower' }],
    ['slice new has weight 0.6 in the production document, 0.5 in the config', withSlice(0, { weight: 0.5 })],
    [
      "slice new has where tenure < 6 AND region = 'New  York' in the production document, where tenure < 7 in the config",
      withSlice(0, { where: 'tenure < 7' }),
    ],
    [
      "slice new has where tenure < 6 AND region = 'New  York' in the production document, all rows in the config",
      withSlice(0, { where: null }),
    ],
    ['slice new of weight 0.6 is in the production document, not in the config', { ...CHURN, slices: CHURN.slices.slice(1) }],
    [
      'slices are found by region (weight: rows) in the production document, by region (weight: equal) in the config',
      { ...CHURN, groups: [{ by: ['region'], weight: 'equal' }] },
    ],
  ])('%s', (sentence, current) => {
    expect(mismatches(CHURN, current)).toEqual([sentence])
  })

  it.each<[string, ScoreDefinition]>([
    ['the order of parameters and slices', { ...CHURN, params: { threshold: 0.4, beta: 2 }, slices: CHURN.slices.toReversed() }],
    ['white space in a condition', withSlice(0, { where: " tenure<6\n AND  region='New  York'" })],
    ['a weight within 1e-9', withSlice(0, { weight: 0.6 + 1e-10 })],
    ['how the type of a column writes a value that is named', withSlice(1, { where: '"plan" IS NOT DISTINCT FROM \'pro \'' })],
    ['the weight that rows give', withSlice(2, { weight: 0.2 })],
    ['a value that the data have lost', { ...CHURN, slices: CHURN.slices.slice(0, 2) }],
    [
      'a new value of the data',
      { ...CHURN, slices: [...CHURN.slices, { name: 'region=US', where: 'x', weight: 0.1, origin: 'found' }] },
    ],
    ['parameters that are not known', { ...CHURN, params: null }],
    ['a direction that is not known', { ...CHURN, direction: null }],
    ['a definition that is not known', { ...CHURN, metricDigest: 'sha256:1' }],
  ])('%s is no mismatch', (_, current) => {
    expect(mismatches(CHURN, current)).toEqual([])
    expect(mismatches(current, CHURN)).toEqual([])
  })

  it('an own metric of the same name that is defined in another way is told', () => {
    expect(mismatches({ ...CHURN, metricDigest: 'sha256:1' }, { ...CHURN, metricDigest: 'sha256:2' })).toEqual([
      'the metric f_beta is defined in another way in the config than when the production document was stored',
    ])
  })

  it.each([
    ['in quotes', "region = 'New  York'", "region = 'New York'"],
    ['in a name', '"a  b" > 1', '"a b" > 1'],
    ['in dollar quotes', 'region = $$E U$$', 'region = $$E  U$$'],
    ['in dollar quotes with a tag', "region = $é$it's  U$é$", "region = $é$it's U$é$"],
    ['behind an escaped quote', String.raw`region = e'it\'s  U'`, String.raw`region = e'it\'s U'`],
    ['that ends a comment', 'a > 1 -- AND b\n AND c', 'a > 1 -- AND b AND c'],
    ['between operators', 'a - -1 > 0', 'a--1 > 0'],
    ['between texts', "a IN ('b' 'c')", "a IN ('b''c')"],
    ['between letters beyond ASCII', 'größe ä', 'größeä'],
  ])('white space %s counts', (_, where, other) => {
    expect(mismatches(withSlice(0, { where }), withSlice(0, { where: other }))).toHaveLength(1)
  })

  it.each([
    ['NOT  größe >1', 'NOT größe > 1'],
    ['a - -1>0', ' a  -  -1 > 0'],
    ["x IN ( 'a',\n  'b' )", "x IN ('a', 'b')"],
  ])('%j and %j are the same condition', (where, other) => {
    expect(mismatches(withSlice(0, { where }), withSlice(0, { where: other }))).toEqual([])
  })

  it('a document that does not say where its slices come from is taken at its names', () => {
    const foreign = { ...CHURN, groups: null, slices: CHURN.slices.map((each) => ({ ...each, origin: null })) }
    expect(mismatches(foreign, CHURN)).toEqual([])
    expect(mismatches({ ...foreign, slices: foreign.slices.slice(1) }, CHURN)).toHaveLength(1)
    const [declared] = CHURN.slices
    const plain = { ...CHURN, groups: [], slices: declared === undefined ? [] : [{ ...declared, weight: 1 }] }
    expect(mismatches(foreign, plain)).toHaveLength(3)
  })
})
