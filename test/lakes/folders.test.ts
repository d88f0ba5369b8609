// Datasets of several files: what Spark, Firehose and Athena leave, and files that differ from one another.
import { describe, expect, it } from 'vitest'
import { EXPECTED, type ExpectedSlice, expectedSlices, LAKE, lakeFiles } from '../support/lake.js'
import { expectAllRows, expectExact, expectScores, score } from '../support/lake-score.js'

const FEW = ['label', 'prediction', 'weight', 'segment']
const MORE = [...FEW, 'tenure', 'amount']

/** The slice of all rows of a data set. */
function whole(dataset: string): ExpectedSlice[] {
  return expectedSlices(dataset, [])
}

describe('Spark', () => {
  const columns = ['dt', 'region']
  const slices = expectedSlices('hive', columns)

  it('partitions by day and region are columns: typed, unescaped, null for __HIVE_DEFAULT_PARTITION__', async () => {
    expect(slices.map(({ name }) => name)).toEqual(['all', 'slash', 'percent', 'no region', 'by day'])
    await expectScores({ source: `${LAKE}spark/hive/`, columns, slices })
  })

  it.each([
    ['a glob', 'spark/hive/**/*.parquet', {}],
    ['{date} in the path', 'spark/hive/dt={date}/*/*.parquet', { latest: 2 }],
    ['{yyyy}-{MM}-{dd} in the path', 'spark/hive/dt={yyyy}-{MM}-{dd}/**', { window: '2d' }],
  ])('the same by %s', async (_, source, dataset) => {
    const argv = 'window' in dataset ? ['--date', '2026-11-05'] : []
    await expectScores({ source: `${LAKE}${source}`, columns, slices, dataset }, { argv })
  })

  it('_SUCCESS and .crc files are no data', async () => {
    await expectAllRows(`${LAKE}spark/output`, FEW)
    await expectAllRows(`${LAKE}spark/output/*`, FEW)
  })
})

describe('what other services write', () => {
  it('Firehose: yyyy/MM/dd/HH', async () => {
    const slices = whole('firehose')
    const run = (source: string, dataset: Record<string, unknown>, argv: string[]) =>
      expectScores({ source: `${LAKE}firehose/${source}`, columns: [], slices, dataset }, { argv })
    await run('', {}, [])
    await run('{yyyy}/{MM}/{dd}/**', { window: '2d' }, ['--date', '2026-11-06'])
    await run('{yyyy}/{MM}/{dd}/*/*.parquet', { latest: 5 }, [])
  })

  it('Firehose: one hour', async () => {
    await expectScores({ source: `${LAKE}firehose/2026/11/05/12/`, columns: [], slices: whole('firehose noon') })
  })

  it('Athena UNLOAD: names without an ending', async () => {
    await expectAllRows(`${LAKE}unload/`, [...FEW, 'amount'])
  })
})

describe('files that differ', () => {
  it('a column that only later files have is null before', async () => {
    const slices = [...whole('all'), ...expectedSlices('second half', ['tenure']).filter(({ reads }) => reads === 'tenure')]
    expect(slices.map(({ name }) => name)).toEqual(['all', 'seniors'])
    await expectScores({ source: `${LAKE}evolved/added/`, columns: ['amount'], slices })
  })

  it.each([
    ['reordered columns', 'reordered'],
    ['int and bigint, float and double, decimals of two precisions', 'numbers'],
    ['names in another case', 'case'],
  ])('%s are fine', async (_, folder) => {
    await expectAllRows(`${LAKE}evolved/${folder}/`, MORE)
  })

  it('timestamps of several kinds are one column', async () => {
    await expectAllRows(`${LAKE}evolved/timestamps/`, ['label', 'prediction', 'weight', 'happened_at'])
  })

  it.each([
    ['contradiction', 'tenure', [...FEW, 'tenure']],
    ['bool-or-number', 'label', FEW],
  ])('%s: an error that names the column and both files', async (folder, column, columns) => {
    const source = `${LAKE}evolved/${folder}/`
    const { code, err } = await score({ source, columns, slices: expectedSlices('all', columns) })
    expect(err).toContain(`column ${column} is`)
    expect(err).toContain(`${source}1.parquet`)
    expect(err).toContain(`${source}2.parquet`)
    expect(code).toBe(2)
  })

  it('a contradiction in a column that nothing reads is fine', async () => {
    await expectAllRows(`${LAKE}evolved/contradiction/`, [...FEW, 'amount'])
  })
})

describe('files without rows', () => {
  it.each(['no-row-groups', 'empty-row-group'])('%s', async (folder) => {
    await expectAllRows(`${LAKE}empty/${folder}/`, FEW)
  })

  it('a file of 0 bytes is left out, with a warning that names it', async () => {
    const slices = expectedSlices('all', FEW)
    const run = await score({ source: `${LAKE}empty/zero-bytes/`, columns: FEW, slices })
    expect(run.err).toMatch(/^warning: .*empty\/zero-bytes\/1\.parquet/)
    expectExact(run, { source: '', columns: FEW, slices })
  })

  it.each(['no-row-groups', 'empty-row-group', 'zero-bytes'])('%s alone: no score, and the file is named', async (folder) => {
    const source = `${LAKE}empty/${folder}/1.parquet`
    const { code, err, out } = await score({ source, columns: FEW, slices: whole('all') })
    expect(err + out).toContain(source)
    expect(err + out).toMatch(/no rows|is empty|0 bytes/)
    expect(JSON.parse(out).evaluations[0].score).toBe(null)
    expect([2, 4]).toContain(code)
  })
})

describe('several writers in one dataset', () => {
  const wide = lakeFiles().filter(({ columns }) => columns.length === 11)

  it('all of them, by name', async () => {
    expect(new Set(wide.map(({ path }) => path.split('/')[0])).size).toBeGreaterThan(7)
    await expectAllRows(
      wide.map(({ path }) => `${LAKE}${path}`),
      wide[0]?.columns ?? [],
      wide.length,
    )
  })

  it('files of all codecs and types at once', async () => {
    const other = ['duckdb/row-groups.parquet', 'polars/categorical.parquet']
    const files = lakeFiles().filter(({ path, columns }) => columns.includes('segment') && !other.includes(path))
    await expectAllRows(
      files.map(({ path }) => `${LAKE}${path}`),
      FEW,
      files.length,
    )
  })

  it('every kind of timestamp at once', async () => {
    const files = lakeFiles().filter(({ columns }) => columns.includes('happened_at'))
    await expectAllRows(
      files.map(({ path }) => `${LAKE}${path}`),
      ['label', 'prediction', 'weight', 'happened_at'],
      files.length,
    )
  })
})

it('the expected rows are those of rows.json', () => {
  expect(EXPECTED.rows['all']).toBe(120)
})
