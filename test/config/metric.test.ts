import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { jsonSchema } from '../../src/config/json-schema.js'
import { metricProblems } from '../../src/config/metric-problems.js'
import { metricSchema } from '../../src/config/metric-schema.js'
import { SHORTHANDS } from '../../src/config/metric-shorthand.js'

/** What is wrong with a metric of the config, as `path: message`. */
function problems(value: unknown): string[] {
  expect(metricSchema.safeParse(value).success).toBe(false)
  return metricProblems(value).map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
}

describe('a metric with its number in the name', () => {
  it.each(SHORTHANDS.map((shorthand) => [shorthand.example, shorthand] as const))(
    '%s is the object of name and parameter',
    (example, { metric, param, prefix }) => {
      const object = { name: metric.name, [param]: Number(example.slice(prefix.length)) }
      expect(metricSchema.parse(example)).toEqual(metricSchema.parse(object))
      expect(metricSchema.parse({ name: example })).toEqual(metricSchema.parse(object))
      expect(metricProblems(example)).toEqual([])
    },
  )

  it.each([
    ['lift@0.1', 'lift', { q: 0.1 }],
    ['lift@.25', 'lift', { q: 0.25 }],
    ['lift@1', 'lift', { q: 1 }],
    ['precision@recall=0.9', 'precision_at_recall', { recall: 0.9 }],
    ['recall@fpr=1e-3', 'recall_at_fpr', { fpr: 0.001 }],
    ['ndcg@10', 'ndcg', { k: 10, gain: 'linear' }],
    ['map@5', 'map', { k: 5 }],
    ['precision@10', 'precision_at_k', { k: 10 }],
    ['recall@10', 'recall_at_k', { k: 10 }],
    ['hit_rate@1', 'hit_rate', { k: 1 }],
  ])('%s is %s', (text, name, params) => {
    const [reading, ...others] = metricSchema.parse(text)
    expect(reading).toMatchObject({ metric: { name }, params })
    expect(others).toEqual([])
    expect(acceptsJson(text)).toBe(true)
    expect(acceptsJson({ name: text })).toBe(true)
  })

  it.each([
    ['lift@q', 'unknown metric "lift@q" (write its number as in lift@0.1)'],
    ['lift@', 'unknown metric "lift@" (write its number as in lift@0.1)'],
    ['lift@10%', 'unknown metric "lift@10%" (write its number as in lift@0.1)'],
    ['lift@-0.1', 'unknown metric "lift@-0.1" (write its number as in lift@0.1)'],
    ['lift@0', 'the q of lift@0 must be more than 0 (share of the rows, by weight)'],
    ['lift@10', 'the q of lift@10 must be at most 1 (share of the rows, by weight)'],
    ['precision@recall=2', 'the recall of precision@recall=2 must be at most 1 (the least recall)'],
    ['litf@0.1', 'unknown metric "litf@0.1" (did you mean lift@0.1?)'],
    ['recall@frp=0.01', expect.stringMatching(/^unknown metric "recall@frp=0.01" \(write its number as in recall@fpr=0.01/)],
    ['lift', 'needs the parameter q (write lift@0.1, or { name: lift, q: … })'],
  ])('%s is refused, saying how to write it', (text, message) => {
    expect(problems(text)).toEqual([message])
  })

  it('takes the number once, and other parameters beside it', () => {
    expect(metricSchema.parse({ name: 'ndcg@10', gain: 'exponential' })).toEqual(
      metricSchema.parse({ name: 'ndcg', k: 10, gain: 'exponential' }),
    )
    expect(problems({ name: 'lift@0.1', q: 0.1 })).toEqual(['q: q is in the name lift@0.1 already (keep one)'])
    expect(problems({ name: 'lift@2' })).toEqual(['name: the q of lift@2 must be at most 1 (share of the rows, by weight)'])
    expect(problems({ name: 'lift@0.1', threshold: 0.4 })).toEqual(['threshold: lift has no parameter "threshold" (it has q)'])
  })
})

describe('parameters', () => {
  const costs = { tp: 0, fp: 1, fn: 5, tn: 0 }

  it.each([
    [{ name: 'expected_cost', cost_matrix: costs }],
    [{ name: 'recall', zero_division: 0 }],
    [{ name: 'tweedie_deviance', power: 1.5 }],
    [{ name: 'roc_auc', max_fpr: 0.1 }],
    ['expected_calibration_error'],
  ])('%j is a metric', (value) => {
    expect(metricSchema.safeParse(value).error).toBeUndefined()
    expect(acceptsJson(value)).toBe(true)
  })

  it.each([
    [{ name: 'expected_cost', cost_matrix: 5 }, 'cost_matrix: must be a mapping of tp, fp, fn, tn (what each outcome counts'],
    [{ name: 'expected_cost', cost_matrix: { ...costs, tn: '0' } }, 'cost_matrix.tn: must be a number (what each outcome counts'],
    [{ name: 'expected_cost', cost_matrix: { tp: 0, fp: 1, fn: 5 } }, 'cost_matrix.tn: is missing (what each outcome counts'],
    [{ name: 'expected_cost', cost_matrix: { ...costs, fnn: 1 } }, 'cost_matrix.fnn: unknown key (did you mean fn?)'],
    [{ name: 'recall', zero_division: 0.5 }, 'zero_division: must be 0 or 1 (the value where the denominator is 0)'],
    [{ name: 'tweedie_deviance', power: 0.5 }, 'power: must be at most 0 or at least 1 (power of the variance function'],
    [{ name: 'expected_calibration_error', bins: 2.5 }, 'bins: must be a whole number (number of bins)'],
    [{ name: 'expected_calibration_error', bins: 0 }, 'bins: must be at least 1 (number of bins)'],
    [{ name: 'roc_auc', max_fpr: 0 }, 'max_fpr: must be more than 0 (only the part of the curve'],
    [{ name: 'f1', average: [] }, 'average: must be text (macro = '],
    [{ name: 'f1', average: '' }, 'average: must not be empty (macro = '],
  ])('%j is refused, naming the parameter and what it is', (value, message) => {
    const [first, ...others] = problems(value)
    expect(first?.slice(0, message.length)).toBe(message)
    expect(others).toEqual([])
  })
})

describe('the JSON Schema', () => {
  it.each(['roc_acu', 'lift', 'lift@q', 'lift@', { name: 'lift@0.1', q: 0.1 }, { name: 'lift', q: 2 }, { q: 0.1 }])(
    'refuses %j in the editor already',
    (value) => {
      expect(metricSchema.safeParse(value).success).toBe(false)
      expect(acceptsJson(value)).toBe(false)
    },
  )
})

const ajv = new Ajv2020({ strict: false })
const validate = ajv.compile(jsonSchema())

/** Whether the JSON Schema that editors use takes it. */
function acceptsJson(metric: unknown): boolean {
  const dataset = { source: 'data/*.parquet', columns: { label: 'y', prediction: 'p' } }
  return validate({ version: 1, models: { m: { dataset, metric, slices: [{ name: 'all', where: 'true', weight: 1 }] } } })
}
