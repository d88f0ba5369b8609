import { describe, expect, it } from 'vitest'
import { pointerProblem, resolvePointer, splitPointer } from '../../src/stores/pointer.js'
import { productionScore } from '../../src/stores/production-score.js'

function read(text: string, pointer: string | null) {
  return productionScore({ text, revision: 'etag:1' }, 's3://m/p.json', pointer)
}

describe('a production score', () => {
  it('is the number at the pointer', () => {
    expect(read('{"metrics":{"auc":0.86}}', '/metrics/auc')).toEqual({
      score: 0.86,
      source: 's3://m/p.json#/metrics/auc',
      revision: 'etag:1',
      standardError: null,
      slices: [],
    })
  })

  it('comes with its standard error and the scores of slices, where the object that holds it has them', () => {
    const slices = { new: 0.7, old: { score: 0.9, standard_error: 0.02 } }
    expect(read(JSON.stringify({ model: { auc: 0.86, standard_error: 0.01, slices } }), '/model/auc')).toMatchObject({
      score: 0.86,
      standardError: 0.01,
      slices: [
        { name: 'new', score: 0.7, standardError: null },
        { name: 'old', score: 0.9, standardError: 0.02 },
      ],
    })
  })

  it('can be read out of a report of ctrain score --format json', () => {
    const evaluation = { score: 0.86, standardError: 0.01, slices: [{ name: 'new', value: 0.7, standardError: 0.03, rows: 5 }] }
    expect(read(JSON.stringify({ schemaVersion: 1, evaluations: [evaluation] }), '/evaluations/0')).toMatchObject({
      score: 0.86,
      standardError: 0.01,
      slices: [{ name: 'new', score: 0.7, standardError: 0.03 }],
    })
  })

  it('knows weights and rows of slices as far as they are usable; a slice without a score has left its weight to the others', () => {
    const slices = [
      { name: 'a', value: 0.7, weight: 0.3, rows: 300 },
      { name: 'b', value: 0.8, weight: 0.5, rows: 20.5 },
      { name: 'none', value: null, weight: 0.2, rows: 0 },
    ]
    expect(read(JSON.stringify({ score: 0.7625, slices }), null).slices).toEqual([
      { name: 'a', score: 0.7, standardError: null, weight: 0.375, rows: 300 },
      { name: 'b', score: 0.8, standardError: null, weight: 0.625, rows: null },
    ])
    const odd = { a: { score: 0.7, weight: '0.3', rows: -1 }, b: 0.8 }
    expect(read(JSON.stringify({ score: 0.75, slices: odd }), null).slices).toEqual([
      { name: 'a', score: 0.7, standardError: null, weight: null, rows: null },
      { name: 'b', score: 0.8, standardError: null, weight: null, rows: null },
    ])
  })

  it('with a standard error that is no number is told with its place', () => {
    expect(() => read('{"score":0.86,"standard_error":-1}', null)).toThrow(/standard_error can't be used/)
  })

  it('without a pointer is a bare number, or the score of an object', () => {
    expect(read('0.86', null).score).toBe(0.86)
    expect(read('{"score":0.86,"model":"churn"}', null).score).toBe(0.86)
  })

  it.each([
    ['{"metrics":', null, 's3://m/p.json is not valid JSON'],
    ['{"auc":0.86}', '/metrics/auc', 's3://m/p.json has nothing at /metrics/auc; its top level has auc'],
    ['{"auc":0.86}', null, 'no "score" and no pointer says where the number is; its top level has auc'],
    ['{"auc":"0.86"}', '/auc', 'is the string "0.86", not a number'],
    ['{"auc":null}', '/auc', 'is null, not a number'],
    ['{"auc":{}}', '/auc', 'is an object, not a number'],
    ['{"auc":[1]}', '/auc', 'is a list, not a number'],
    ['{"auc":1e999}', '/auc', 'not a number'],
  ])('%s at %s is told as: %s', (text, pointer, message) => {
    expect(() => read(text, pointer)).toThrow(message)
  })
})

describe('JSON pointers', () => {
  // The examples of RFC 6901, section 5.
  const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'e^f': 3, 'g|h': 4, 'i\\j': 5, 'k"l': 6, ' ': 7, 'm~n': 8 }
  it.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('%s resolves as in RFC 6901', (pointer, value) => {
    expect(resolvePointer(document, pointer)).toEqual(value)
  })

  it.each(['/foo/2', '/foo/-', '/foo/00', '/foo/length', '/constructor', '/__proto__', '/foo/0/x'])(
    '%s finds nothing',
    (pointer) => {
      expect(resolvePointer(document, pointer)).toBeUndefined()
    },
  )

  it('stand behind the # of a reference', () => {
    expect(splitPointer('s3://b/k.json#/a/b')).toEqual({ uri: 's3://b/k.json', pointer: '/a/b' })
    expect(splitPointer('k.json')).toEqual({ uri: 'k.json', pointer: null })
    expect(pointerProblem('a/b')).toMatch(/must start with/)
    expect(pointerProblem('/a~2')).toMatch(/~0 or ~1/)
  })
})
