import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/document.js'
import { draftYaml } from '../../src/config/draft-yaml.js'
import { configSchema } from '../../src/config/schema.js'
import { parseKey } from '../../src/config/slice-keys.js'
import type { Draft } from '../../src/core/draft.js'

const DRAFT: Draft = {
  model: 'churn',
  sources: ['data/dt={date}/*.parquet'],
  latest: 7,
  format: null,
  roles: { label: 'churned', prediction: 'score', weight: null, group: null, id: null, timestamp: null },
  rowsWithoutPrediction: 0,
  metric: 'roc_auc',
  alternatives: [],
  slices: null,
  sliceable: [],
  production: 'production/churn.json',
  minRows: 100,
  stateMachine: null,
  region: null,
  isAnonymous: false,
  schema: null,
}

function parsed(draft: Draft) {
  const { data, issues } = parseConfig(draftYaml(draft), {})
  expect(issues).toEqual([])
  const { models } = configSchema.parse(data)
  return models
}

/** Names that YAML, variables or comments could take for something else, and any other text. */
const hostile = fc.constantFrom(
  'no',
  '1',
  '0x1f',
  'null',
  '~',
  '- a',
  'a: b',
  '#x',
  '"',
  "'",
  '*',
  '&a',
  '{a, b}',
  '${HOME}',
  '$${x}',
  '${',
  'a\nb',
  '\\',
  'é',
  '😀',
  '\u2028',
  '\u001b[31m',
  '\ue001\ue000',
  '2026-11-01',
  '%',
  '@x',
  '`',
  '? a',
  'a #b',
  ' a ',
  '\ud83d',
)
const name = fc.oneof(
  hostile,
  fc.string({ minLength: 1, unit: 'grapheme' }),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.tuple(hostile, hostile).map((pair) => pair.join('')),
)

describe('a drafted config', () => {
  it('reads back as what was drafted, whatever the names hold', () => {
    const key = name.filter((text) => text !== '__proto__')
    fc.assert(
      fc.property(
        key,
        name,
        name,
        name,
        fc.uniqueArray(fc.option(key, { nil: null }), { minLength: 2, maxLength: 5 }),
        (model, label, prediction, column, values) => {
          const slices = values.map((value) => ({ value, rows: 50, weight: 1 / values.length }))
          const roles = { ...DRAFT.roles, label, prediction, id: column, timestamp: column }
          const models = parsed({
            ...DRAFT,
            model,
            sources: [`data/${model.replaceAll(/[{}]/g, '')}`],
            latest: null,
            roles,
            slices: { column, slices },
            sliceable: [column],
          })
          expect(Object.keys(models)).toEqual([model])
          const read = models[model]
          expect(read?.dataset.columns).toEqual({ label, prediction, id: column, timestamp: column })
          const [sliced] = read?.slices ?? []
          if (sliced === undefined || !('by' in sliced)) throw new Error('there are no slices by a column')
          expect(sliced.by).toEqual([column])
          const named = Object.keys(sliced.weights ?? {}).map((text) => parseKey(text, 1)[0])
          expect(new Set(named)).toEqual(new Set(values))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('has the weight of all other values, several sources and what S3 needs', () => {
    const slices = {
      column: 'region',
      slices: [
        { value: 'EU', rows: 60, weight: 0.6 },
        { value: { rest: true } as const, rows: 40, weight: 0.4 },
      ],
    }
    const models = parsed({
      ...DRAFT,
      sources: ['s3://a/x', 's3://b/y'],
      format: 'csv',
      slices,
      region: 'eu-west-1',
      isAnonymous: true,
      production: 0.86,
      schema: 'node_modules/ctrain/dist/schema.json',
    })
    expect(models['churn']?.dataset).toMatchObject({ source: ['s3://a/x', 's3://b/y'], format: 'csv', latest: 7 })
    expect(models['churn']?.slices).toMatchObject([{ by: ['region'], weights: { EU: 0.6, '*': 0.4 } }])
    expect(models['churn']?.production).toMatchObject({ score: 0.86 })
  })

  it('begins with the line that editors read', () => {
    expect(draftYaml({ ...DRAFT, schema: 'node_modules/ctrain/dist/schema.json' })).toMatch(
      /^# yaml-language-server: \$schema=node_modules\/ctrain\/dist\/schema.json\n/,
    )
    expect(draftYaml(DRAFT)).toMatch(/^# For checks in an editor: ctrain schema > ctrain.schema.json/)
  })
})
