// What `ctrain validate` says of slices.
import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/test-io.js'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-slices-'))

/** Problems of a model with such slices, from line 6 on. */
async function problems(slices: string): Promise<string[]> {
  const text = `version: 1
models:
  m:
    dataset: { source: a.parquet, columns: { label: l, prediction: p } }
    metric: accuracy
    slices: ${slices}
`
  writeFileSync(path.join(folder, 'ctrain.yaml'), text)
  const { err } = await runCli(['validate'], { cwd: folder })
  const lines = err.split('\n').map((line) => line.trim().replace(/^error: /, ''))
  return lines.filter((line) => line.startsWith('ctrain.yaml:')).map((line) => line.slice('ctrain.yaml:'.length))
}

describe('ctrain validate of slices', () => {
  it.each([
    ['[all, { name: a, weight: 1 }]', /^6:14 models\.m\.slices\[0\]: all stands alone, not in a list \(write slices: all, or/],
    ['[3]', /^6:14 models\.m\.slices\[0\]: must be a slice \(write \{ name: …/],
    ['al', /^6:13 models\.m\.slices: must be a list of slices, \{ by: COLUMN \} or all \(write - \{ name/],
    ['{ name: a, weight: 1 }', /^6:\d+ models\.m\.slices: must be a list, even of one slice \(write - \{ name/],
    ['[{ by: r, name: a }]', /^6:23 models\.m\.slices\[0\]\.name: does not go with by, whose slices are named after/],
    ['{ by: r, where: a > 1 }', /^6:22 models\.m\.slices\.where: does not go with by \(remove it, or write a slice of its own/],
    ['[{ by: r, wieghts: { a: 1 } }]', /^6:23 models\.m\.slices\[0\]\.wieghts: unknown key \(did you mean weights\?\)/],
    [
      '[{ name: a, weights: { EU: 1 } }]',
      /^6:25 models\.m\.slices\[0\]\.weights: needs the column that it names values of \(add by/,
    ],
    ['[{ by: 5 }]', /^6:20 models\.m\.slices\[0\]\.by: must be a column, or a list of columns \(write by: region\)/],
  ])('%s', async (slices, message) => {
    const found = await problems(slices)
    expect(found).toEqual([expect.stringMatching(message)])
  })

  it('reports every problem of a slice', async () => {
    expect(await problems('[{ nmae: a, weight: 1 }]')).toEqual([
      '6:14 models.m.slices[0].name: is missing',
      '6:16 models.m.slices[0].nmae: unknown key (did you mean name?)',
    ])
  })

  it.each([
    [
      'a condition named like a value',
      '[{ name: r=EU, weight: 0.5 }, { by: r, weights: { EU: 0.5 } }]',
      'the name r=EU is taken by slice 1',
    ],
    ['twice all values', '[{ by: r }, { by: r, weight: equal }]', 'every value of r is taken by slice 1'],
    [
      'twice all others',
      '[{ by: r, weights: { a: .5, "*": 0 } }, { by: r, weights: { b: .5, "*": 0 } }]',
      'the name r=* is taken by slice 1',
    ],
    [
      'one combination in two spellings',
      '[{ by: [r, p], weights: { "EU,pro": .5, "EU, pro": .5 } }]',
      'the name r=EU, p=pro is taken by slice 1',
    ],
  ])('refuses %s', async (_, slices, message) => {
    expect(await problems(slices)).toEqual([expect.stringContaining(`${message} (names must differ)`)])
  })

  it('refuses combinations that can’t be told', async () => {
    expect(await problems('[{ by: [r, p], weights: { "EU, pro, x": .5, "EU, *": .5 } }]')).toEqual([
      '6:39 models.m.slices[0].weights.EU, pro, x: names no combination of 2 values (write them with commas, e.g. "EU, pro"; a comma within a value is \\,)',
      '6:57 models.m.slices[0].weights.EU, *: names * for one of 2 values (write "*" alone for all other rows, \\* for the text)',
    ])
    expect(await problems("[{ by: [r, p], weights: { 'EU\\, pro, x': .5, 'EU, \\*': .5 } }]")).toEqual([])
  })

  it('weights that leave nothing over but rounding leave nothing to divide', async () => {
    const slices = [0.6, 0.3, 0.1].map((weight, index) => `{ name: s${index}, weight: ${weight} }`)
    expect(await problems(`[${slices.join(', ')}, { by: r }]`)).toEqual([
      '6:5 models.m.slices: the other weights sum to 1 and leave nothing to divide by rows or equally (change them)',
    ])
  })

  it('keys stay as they are written: 01 and 1 are two', async () => {
    expect(await problems('[{ by: r, weights: { 01: .5, 1: .5 } }]')).toEqual([])
    expect((await problems('[{ by: r, weights: { null: .5, ~: .5 } }]'))[0]).toMatch(/Map keys must be unique/)
  })
})
