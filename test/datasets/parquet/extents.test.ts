import { describe, expect, it } from 'vitest'
import { parseFooter } from '../../../src/datasets/parquet/footer.js'
import { type MadeChunk, madeFooter } from '../../support/made-footer.js'

const START = 10_000

/** Where the chunks of two columns are, of a file whose data ends at byte 10,000. */
function extents(...chunks: readonly MadeChunk[]) {
  const footer = parseFooter(madeFooter([{ name: 'a' }, { name: 'b' }], [chunks]), { uri: 's3://lake/a.parquet', start: START })
  return footer.rowGroups.flatMap((group) => group.chunks.map(({ range, bloom }) => ({ range, bloom })))
}

const b = { dataPage: 500, size: 9500 }

describe('where a chunk lies', () => {
  it('starts with its dictionary', () => {
    expect(extents({ dictionaryPage: 4, dataPage: 100, size: 496 }, b)[0]?.range).toEqual({ start: 4, end: 500 })
  })

  it('takes 0 for no dictionary, and for no data page beside a dictionary', () => {
    expect(extents({ dictionaryPage: 0, dataPage: 100, size: 400 }, b)[0]?.range).toEqual({ start: 100, end: 500 })
    expect(extents({ dictionaryPage: 100, dataPage: 0, size: 400 }, b)[0]?.range).toEqual({ start: 100, end: 500 })
  })

  it('goes on to the next known byte: a size without page headers must not leave a hole in it', () => {
    expect(extents({ dataPage: 4, size: 400 }, b)[0]?.range).toEqual({ start: 4, end: 500 })
    expect(extents({ dataPage: 4, size: 400, offsetIndex: 450 }, b)[0]?.range).toEqual({ start: 4, end: 450 })
    expect(extents({ dataPage: 4, size: 400 }, { ...b, bloom: 440, bloomLength: 10 })[0]?.range).toEqual({ start: 4, end: 440 })
    expect(extents({ dataPage: 4, size: 400 }, { dataPage: 500, size: 100 })[1]?.range).toEqual({ start: 500, end: START })
  })

  it('is empty where there is nothing', () => {
    expect(extents({ dataPage: 0, size: 0 }, b)[0]?.range).toEqual({ start: 0, end: 0 })
  })

  it.each([
    ['behind the data', { dataPage: 9900, size: 101 }],
    ['before the file', { dataPage: -5, size: 101 }],
    ['of a negative size', { dataPage: 9900, size: -1 }],
    ['of a size without a place', { dataPage: 0, size: 10 }],
    ['with a bloom filter behind the data', { ...b, bloom: 9990, bloomLength: 11 }],
  ])('is damage if it is %s', (_, chunk) => {
    expect(() => extents(chunk, b)).toThrow(/a\.parquet is damaged: its footer names -?\d+ bytes from byte -?\d+ on as data/)
  })
})

describe('where a bloom filter lies', () => {
  it('has at least the length that the footer tells, and on to the next known byte', () => {
    const next = { ...b, bloom: 250, bloomLength: 250 }
    expect(extents({ dataPage: 4, size: 100, bloom: 200, bloomLength: 50 }, next)[0]?.bloom).toEqual({ start: 200, end: 250 })
    expect(extents({ dataPage: 4, size: 100, bloom: 200, bloomLength: 150 }, next)[0]?.bloom).toEqual({ start: 200, end: 500 })
  })

  it('goes up to the next known byte where an older writer tells no length', () => {
    expect(extents({ dataPage: 4, size: 100, bloom: 200 }, b)[0]?.bloom).toEqual({ start: 200, end: 500 })
    expect(extents({ dataPage: 4, size: 100, bloom: 200 }, { ...b, bloom: 300 })[0]?.bloom).toEqual({ start: 200, end: 300 })
    expect(extents({ dataPage: 4, size: 100, bloom: 9000 }, { dataPage: 500, size: 100 })[0]?.bloom).toEqual({
      start: 9000,
      end: START,
    })
  })
})
