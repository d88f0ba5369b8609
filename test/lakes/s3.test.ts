// The same files over S3: planned, fetched and cached as any dataset, and scored as scikit-learn does.
import { beforeAll, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { COPIES, expectedSlices, LAKE, lakeFiles, unreadableFiles } from '../support/lake.js'
import { configOf, expectExact, type LakeModel } from '../support/lake-score.js'
import { createProject } from '../support/project.js'
import { loadDirectory } from '../support/s3-server.js'

const aws = useAws({ pageSize: 50 })
const FEW = ['label', 'prediction', 'weight', 'segment']

beforeAll(async () => {
  await loadDirectory(aws().s3, 'lake', '', LAKE)
})

/** A report per model, as if each had been run alone, with what stderr has beside the lines of the phases. */
async function scoreAll(models: ReadonlyMap<string, LakeModel>) {
  const configs = [...models].map(([name, model]) => [name, configOf(model)] as const)
  const { err, ...rest } = await createProject(Object.fromEntries(configs)).run('score', '--all', '-f', 'json')
  const run = { ...rest, err: err.replaceAll(/^.*: (listed|planned|fetched|scanned) .*\n/gm, '') }
  const { evaluations }: { evaluations: { model: string; error: { message: string } | null }[] } = JSON.parse(run.out)
  return {
    ...run,
    each: evaluations.map((evaluation) => ({
      model: evaluation.model,
      error: evaluation.error?.message ?? null,
      run: { ...run, out: JSON.stringify({ schemaVersion: 1, evaluations: [evaluation] }) },
    })),
  }
}

describe('on S3', () => {
  it('every file of every writer scores as scikit-learn does', { timeout: 240_000 }, async () => {
    const files = lakeFiles()
    const modelOf = ({ path, columns }: (typeof files)[number]) => ({
      source: `s3://lake/${path}`,
      columns,
      slices: expectedSlices('all', columns),
    })
    const models = new Map(files.map((file) => [file.path, modelOf(file)]))
    const { each, err, code } = await scoreAll(models)
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(each.map(({ model }) => model).sort()).toEqual(files.map(({ path }) => path).sort())
    for (const { model, run } of each) {
      const wanted = models.get(model)
      if (wanted !== undefined) expectExact(run, wanted, { copies: COPIES[model] ?? 1 })
    }
  })

  it('partitions of Spark: escaped keys, days, a region without a name', async () => {
    const columns = ['dt', 'region']
    const slices = expectedSlices('hive', columns)
    const source = 's3://lake/spark/hive/dt={date}/**'
    const { each, err } = await scoreAll(new Map([['hive', { source, columns, slices, dataset: { latest: 2 } }]]))
    expect(err).toBe('')
    for (const { run } of each) expectExact(run, { source, columns, slices })
  })

  it('what can’t be read is an error that names the object and what it is', async () => {
    const files = unreadableFiles()
    const slices = expectedSlices('all', FEW)
    const models = new Map(files.map(({ path }) => [path, { source: `s3://lake/${path}`, columns: FEW, slices }]))
    const { each, code } = await scoreAll(models)
    const told = each.map(({ model, error }) => [model, error?.includes(`s3://lake/${model}`), error?.replaceAll(model, '')])
    expect(told).toEqual(files.map(({ path, says }) => [path, true, expect.stringMatching(new RegExp(says, 'i'))]))
    expect(code).toBe(2)
  })
})
