import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSource } from '../../src/datasets/pattern.js'
import { fillDate, templateProblem } from '../../src/datasets/template.js'
import { sourceAccess } from '../../src/pipeline/iam/source-patterns.js'
import { like } from '../support/iam.js'

describe('what a policy allows of a source', () => {
  it.each([
    ['s3://lake/churn/dt={date}/*.parquet', ['churn/dt=????-??-??/*.parquet'], 'churn/dt=*'],
    ['s3://lake/{yyyy}/{MM}/{dd}/{HH}.parquet', ['????/??/??/??.parquet', '????/??/??/??.parquet/*'], '*'],
    ['s3://lake/y={yyyy}/m={M}/d={d}/*', ['y=????/m=*/d=*/*'], 'y=*'],
    ['s3://lake/{date:yyyyMMdd}/', ['????????/*'], '*'],
    ['s3://lake/folder', ['folder', 'folder/*'], 'folder'],
    ['s3://lake/folder/', ['folder/*'], 'folder/'],
    ['s3://lake', ['*'], ''],
    ['s3://lake/a/*.csv', ['a/*.csv'], 'a/'],
    ['s3://lake/a/**/x?.[jJ]son', ['a/*x?.?son'], 'a/'],
    ['s3://lake/{a,b}/x-{1,2}.csv', ['a/x-1.csv', 'a/x-2.csv', 'b/x-1.csv', 'b/x-2.csv'], ''],
    ['s3://lake/part-{00..09}.csv', ['part-*.csv'], 'part-'],
    ['s3://lake/{a,{b,c}}/x*.csv', ['*/x*.csv'], ''],
    ['s3://lake/cost$/x.csv', ['cost${$}/x.csv', 'cost${$}/x.csv/*'], 'cost${$}/x.csv'],
  ])('%s', (source, keys, prefix) => {
    expect(sourceAccess(source)).toEqual({ bucket: 'lake', keys: expect.arrayContaining(keys), prefix })
    expect(sourceAccess(source)?.keys.filter((key) => !keys.includes(key) && !keys.includes(key.replace(/\/\*$/, '')))).toEqual(
      [],
    )
  })

  it('is nothing of a local one', () => {
    expect(sourceAccess('data/*.parquet')).toBeNull()
  })

  it('covers every object that the source takes, and every listing', () => {
    const piece = fc
      .constantFrom(...Object.entries(EXAMPLES))
      .chain(([text, keys]) => fc.constantFrom(...keys).map((example) => ({ text, example })))
    const segment = fc.array(piece, { minLength: 1, maxLength: 3 })
    const end = fc.constantFrom('', '/b/x.csv')
    let matches = 0
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean(), end, (segments, isFolder, rest) => {
        const source = `s3://lake/${written(segments, 'text')}${isFolder ? '/' : ''}`
        fc.pre(templateProblem(source) === null)
        const key = written(segments, 'example').replaceAll(/\/+/g, '/') + rest
        const access = sourceAccess(source)
        const listed = parseSource(fillDate(source, '2026-11-07'), '/').prefix.slice('s3://lake/'.length)
        expect(like(access?.prefix ?? '', listed)).toBe(true)
        if (!parseSource(source, '/').matches(`s3://lake/${key}`)) return
        matches++
        expect(
          access?.keys.some((pattern) => like(pattern, key)),
          `${source} ${key} ${access?.keys}`,
        ).toBe(true)
      }),
      { numRuns: 1000 },
    )
    expect(matches).toBeGreaterThan(100)
  })
})

/** Pieces of sources, with what they may stand for. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  a: ['a'],
  'dt={date}': ['dt=2026-11-07'],
  '{yyyy}{MM}{dd}': ['20261107'],
  '{yyyy}-{M}': ['2026-9'],
  '*': ['', 'b', 'x.csv'],
  '**': ['', 'b', 'b/c'],
  '?': ['x'],
  '[ab]': ['a', 'b'],
  '{a,b}': ['a', 'b'],
  'x-{1..3}': ['x-2'],
  '.csv': ['.csv'],
  b$: ['b$'],
}

function written(
  segments: readonly (readonly { readonly text: string; readonly example: string }[])[],
  what: 'text' | 'example',
) {
  return segments.map((pieces) => pieces.map((piece) => piece[what]).join('')).join('/')
}
