import { describe, expect, it } from 'vitest'
import { convertFiles } from '../support/convert.js'
import { testWorld } from '../support/engine.js'

const world = testWorld()

describe('a label of text', () => {
  it.each([
    ['0\n1\nNA\n', 'numbers', 'NA', 3],
    ['0.5\n0.7\nerror\n', 'numbers', 'error', 3],
    ['1\n\\N\n', 'numbers', '\\N', 2],
    // Taken for classes, 1.0 and 1 would be two.
    ['1.0\nother\n', 'numbers', 'other', 2],
    // Taken for classes, True and 1 would be two.
    ['0\nTrue\n', 'numbers', 'True', 2],
  ])('with strays is told with file and row: %j', async (values, among, text, row) => {
    await expect(convertFiles({ 'a.csv': 'label\n1\n', 'b.csv': `label\n${values}` }, world)).rejects.toThrow(
      `column "label" has ${among} and the text "${text}", in row ${row} of s3://lake/b.csv`,
    )
  })

  it('of booleans may not have words for missing values', async () => {
    await expect(convertFiles({ 'a.csv': 'label\nTrue\nNA\nFalse\n' }, world)).rejects.toMatchObject({
      message: 'column "label" has booleans and the text "NA", in row 2 of s3://lake/a.csv',
      hint: expect.stringContaining('a missing value is an empty field'),
    })
  })

  it('may not have booleans in one file and numbers in another', async () => {
    const mixed = { 'a.csv': 'label\nTrue\nFalse\n', 'b.csv': 'label\n1\n0\n' }
    await expect(convertFiles(mixed, world)).rejects.toMatchObject({
      message: 'column "label" has numbers and the text "True", in row 1 of s3://lake/a.csv',
      hint: 'write true and false, or 1 and 0, in all rows of all files',
    })
    const lines = { 'a.jsonl': '{"label":1}\n{"label":true}\n' }
    await expect(convertFiles(lines, world)).rejects.toThrow('numbers and the text "true", in row 2 of s3://lake/a.jsonl')
  })

  it.each(['cat\ndog\n', '1\n2\nother\n', 'NA\nnone\n', 'true\nfalse\nmaybe\n'])(
    'of names of classes has no strays: %j',
    async (values) => {
      expect((await convertFiles({ 'a.csv': `label\n${values}` }, world)).types).toEqual({ label: 'VARCHAR' })
    },
  )
})
