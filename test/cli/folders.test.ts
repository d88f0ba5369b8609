import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject, onlyEvaluation, type Project } from '../support/project.js'

const aws = useAws()

const COLUMNS = { label: 'label', prediction: 'score' }

/** `rows` rows, of which the predictions of `right` are right. */
function rowsOf(right: number, rows: number, more = ''): string {
  return `SELECT 1 AS label, CASE WHEN range < ${right} THEN 0.9 ELSE 0.1 END AS score${more} FROM range(${rows})`
}

/** A project of files by their path below `data`. */
async function lake(
  files: Readonly<Record<string, string>>,
  model: Record<string, unknown>,
  dataset: Record<string, unknown> = {},
): Promise<Project> {
  const project = createProject({ m: binaryModel({ dataset: { source: 'data/', columns: COLUMNS, ...dataset }, ...model }) })
  for (const [file, query] of Object.entries(files)) await copyToParquet(path.join(project.folder, 'data', file), query)
  return project
}

async function evaluate(project: Project) {
  return onlyEvaluation(await project.run('score', '-m', 'm', '-f', 'json'))
}

async function slicesOf(project: Project) {
  const run = await project.run('score', '-m', 'm', '-f', 'json')
  expect(run.err).toBe('')
  return onlyEvaluation(run).slices.map(({ name, rows, value }) => [name, rows, value])
}

const REGIONS = {
  'dt=2026-11-13/region=EU/a.parquet': rowsOf(1, 2),
  'dt=2026-11-13/region=US/a.parquet': rowsOf(1, 4),
  'dt=2026-11-14/region=EU/a.parquet': rowsOf(2, 2),
  'dt=2026-11-14/region=__HIVE_DEFAULT_PARTITION__/a.parquet': rowsOf(0, 3),
}

describe('columns that the folders make', () => {
  it('can be sliced by, typed', async () => {
    const where = (name: string, condition: string) => ({ name, where: condition, weight: 1 })
    const slices = [
      where('eu', "region = 'EU'"),
      where('new', "dt >= DATE '2026-11-14'"),
      where('fridays', 'dayofweek(dt) = 5'),
      where('nowhere', 'region IS NULL'),
    ]
    expect(await slicesOf(await lake(REGIONS, { slices, normalize_weights: true }))).toEqual([
      ['eu', 4, 0.75],
      ['new', 5, 0.4],
      ['fridays', 6, 0.333333333333],
      ['nowhere', 3, 0],
    ])
  })

  it('can be sliced by their values, the default partition is null', async () => {
    expect(await slicesOf(await lake(REGIONS, { slices: [{ by: 'region', weight: 'equal' }] }))).toEqual([
      ['region=EU', 4, 0.75],
      ['region=US', 4, 0.25],
      ['region=null', 3, 0],
    ])
    const weights = { '2026-11-13': 0.5, '2026-11-14': 0.5 }
    expect(await slicesOf(await lake(REGIONS, { slices: [{ by: 'dt', weights }] }))).toEqual([
      ['dt=2026-11-13', 6, 0.333333333333],
      ['dt=2026-11-14', 5, 0.4],
    ])
  })

  it('are numbers where all their values are, whatever zeros lead', async () => {
    const files = { 'hour=03/a.parquet': rowsOf(1, 1), 'hour=14/a.parquet': rowsOf(0, 1) }
    const slices = [{ name: 'night', where: 'hour < 6', weight: 1 }]
    expect(await slicesOf(await lake(files, { slices }))).toEqual([['night', 1, 1]])
  })

  it('have their values as they were before they were encoded for the path', async () => {
    const files = { 'shop=a%2Fb%20%C3%A9/x.parquet': rowsOf(1, 1), "shop=it's/x.parquet": rowsOf(0, 1) }
    expect(await slicesOf(await lake(files, { slices: [{ by: 'shop', weight: 'equal' }] }))).toEqual([
      ['shop=a/b é', 1, 1],
      ["shop=it's", 1, 0],
    ])
  })

  it('come after a column of the files that has the same name', async () => {
    const files = { 'region=XX/a.parquet': rowsOf(1, 2, ", 'EU' AS Region") }
    expect(await slicesOf(await lake(files, { slices: [{ by: 'region', weight: 'equal' }] }))).toEqual([['region=EU', 2, 0.5]])
  })

  it('do not stand in the way of columns that are called like what the engine calls files and rows', async () => {
    const more = ", 'x' AS filename, 7 AS file_index, 8 AS file_row_number, 1 AS ctrain_day"
    const files = { 'dt=2026-11-13/a.parquet': rowsOf(1, 2, more), 'dt=2026-11-14/a.parquet': rowsOf(1, 2, more) }
    const slices = [{ name: 'all', where: 'file_index = 7', weight: 1 }]
    expect(await slicesOf(await lake(files, { slices }))).toEqual([['all', 4, 0.5]])
  })

  it('can be keys of predictions that are kept apart', async () => {
    const project = await lake(
      {
        'dt=2026-11-13/a.parquet': "SELECT 'a' AS id, 1 AS label",
        'dt=2026-11-14/a.parquet': "SELECT 'a' AS id, 1 AS label",
        '../scores/day=x/dt=2026-11-13/a.parquet': "SELECT 'a' AS id, 0.9 AS score",
        '../scores/day=x/dt=2026-11-14/a.parquet': "SELECT 'a' AS id, 0.1 AS score",
      },
      { slices: [{ by: 'dt', weight: 'equal' }] },
      { predictions: { source: 'scores/', on: ['id', 'dt'] } },
    )
    expect(await slicesOf(project)).toEqual([
      ['dt=2026-11-13', 1, 1],
      ['dt=2026-11-14', 1, 0],
    ])
  })

  it('a column that neither files nor folders have is told with those of both', async () => {
    const project = await lake(REGIONS, { slices: [{ name: 'x', where: 'contry = 1', weight: 1 }] })
    const { err } = await project.run('score', '-m', 'm')
    expect(err).toContain('columns there are: label, score, dt, region')
  })
})

describe('files whose folders a filter excludes', () => {
  const BAD = 'dt=2026-11-13/region=EU/bad.parquet'

  /** A lake with a file that nobody can read in the folder of the EU on the 13th. */
  async function damaged(filter: string): Promise<Project> {
    const project = await lake(REGIONS, {}, { filter })
    writeFileSync(path.join(project.folder, 'data', BAD), 'no Parquet')
    return project
  }

  it.each([
    ["region = 'US'", 4],
    ["dt > DATE '2026-11-13'", 5],
    ["dt = '2026-11-14' AND score > 0.5", 2],
    ["label = 1 AND (region = 'US' OR region IS NULL) AND score < 0.5", 6],
    ["coalesce(region, 'none') <> 'EU' AND dt < DATE '2026-11-14'", 4],
  ])('are not read: %s', async (filter, rows) => {
    expect(await evaluate(await damaged(filter))).toMatchObject({ dataset: { rows }, error: null })
  })

  it.each(["region = 'US' OR score > 0.5", "region = CASE WHEN score > 2 THEN 'EU' ELSE 'US' END", 'NOT (score > 2)'])(
    'are only those that no row of theirs can pass: %s needs all',
    async (filter) => {
      const { error } = await evaluate(await damaged(filter))
      expect(error?.message).toContain(`${BAD} is not a Parquet file`)
    },
  )

  it('a type is that of all folders, whichever are read', async () => {
    const files = { 'code=1/a.parquet': rowsOf(1, 1), 'code=A7/a.parquet': rowsOf(1, 1) }
    const slices = [{ name: 'one', where: "code = '1'", weight: 1 }]
    expect(await slicesOf(await lake(files, { slices }, { filter: "code NOT LIKE 'A%'" }))).toEqual([['one', 1, 1]])
  })

  it('may be all files: then the dataset is empty', async () => {
    const { verdict, dataset, reasons, error } = onlyEvaluation(
      await (await lake(REGIONS, {}, { filter: "region = 'MARS'" })).run('evaluate', '-m', 'm', '-f', 'json'),
    )
    expect([verdict, dataset?.rows, error]).toEqual(['inconclusive', 0, null])
    expect(reasons[1]).toMatch(/^the dataset is empty: no row of .*a\.parquet passes dataset\.filter$/)
  })

  it('a filter that fails on a folder reads everything and says what is wrong', async () => {
    const files = { 'code=1/a.parquet': rowsOf(1, 1), 'code=A7/a.parquet': rowsOf(1, 1) }
    const { error } = await evaluate(await lake(files, {}, { filter: 'CAST(code AS INTEGER) = 1' }))
    expect(error?.message).toMatch(/^ctrain\.yaml:\d+:\d+ filter: fails on this data: Conversion Error/)
  })

  it('are judged as numbers and as text, where the files may have the column as text themselves', async () => {
    const files = { 'hour=2/a.parquet': rowsOf(1, 1, ", '2' AS hour"), 'hour=10/a.parquet': rowsOf(1, 2, ", '10' AS hour") }
    expect(await evaluate(await lake(files, {}, { filter: "hour < '3'" }))).toMatchObject({ dataset: { rows: 3 } })
    expect(await evaluate(await lake(files, {}, { filter: "hour > '3'" }))).toMatchObject({ dataset: { rows: 0 } })
  })

  it.each([
    ['a filter', { filter: "dt < TIMESTAMP '2026-11-13 10:00:00'" }],
    ['a window', { window: '9d', columns: { ...COLUMNS, timestamp: 'dt' } }],
  ])('can not be told where the files have another kind of time under that name: %s', async (_, dataset) => {
    const files = { 'dt=2026-11-13/a.parquet': rowsOf(1, 1, ", TIMESTAMP '2026-11-12 23:30:00' AS dt") }
    const { error } = await evaluate(await lake(files, {}, dataset))
    expect(error?.message).toBe('column dt has type TIMESTAMP in the files but DATE in their folders, which choose the files')
  })

  it('are not even asked for on S3', async () => {
    const { s3 } = aws()
    const project = createProject({
      m: binaryModel({ dataset: { source: 's3://lake/days/', columns: COLUMNS, filter: "dt >= '2026-11-14'" } }),
    })
    for (const day of ['12', '13', '14', '15']) {
      const file = path.join(project.folder, `${day}.parquet`)
      await copyToParquet(file, rowsOf(1, 2))
      s3.put('lake', `days/dt=2026-11-${day}/a.parquet`, readFileSync(file))
    }
    const { dataset } = await evaluate(project)
    expect(dataset).toMatchObject({ files: 2, rows: 4 })
    const keys = s3.requests.filter(({ operation }) => operation === 'GetObject').map(({ key }) => key)
    expect(keys.sort()).toEqual(['days/dt=2026-11-14/a.parquet', 'days/dt=2026-11-15/a.parquet'])
  })

  it('a window by a timestamp that is the folder’s date reads only the files of its days', async () => {
    const dataset = { window: '1d', columns: { ...COLUMNS, timestamp: 'dt' } }
    const project = await lake(REGIONS, {}, dataset)
    writeFileSync(path.join(project.folder, 'data', BAD), 'no Parquet')
    const run = await project.run('score', '-m', 'm', '-f', 'json', '--date', '2026-11-14')
    expect(onlyEvaluation(run).dataset).toMatchObject({ rows: 5, days: [{ day: '2026-11-14', rows: 5, rowsWithoutLabel: 0 }] })
  })
})
