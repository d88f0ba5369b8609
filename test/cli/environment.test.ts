import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { binaryModel, createProject } from '../support/project.js'
import { runCli } from '../support/test-io.js'

const aws = useAws()
const CONFIG = fileURLToPath(new URL('../../fixtures/ctrain.yaml', import.meta.url))

function s3Project() {
  aws().s3.put('lake', 'x.parquet', 'not parquet')
  return createProject({
    m: binaryModel({ dataset: { source: 's3://lake/x.parquet', columns: { label: 'y', prediction: 'p' } } }),
  })
}

describe('an environment that can’t be used is told, exit 3', () => {
  it('a temporary folder that does not exist', async () => {
    const { code, err } = await runCli(['evaluate', '-m', 'churn', '-c', CONFIG], { tmp: '/nonexistent' })
    expect(code).toBe(3)
    expect(err).toMatch(/^error: no temporary folder can be made in \/nonexistent: .*\nhint: set TMPDIR/)
  })

  it.each(['/dev/null', '/dev/null/cache'])('a cache folder that can’t be made: %s', async (folder) => {
    const { code, err } = await s3Project().runWith({ env: { ...process.env, CTRAIN_CACHE_DIR: folder } }, 'evaluate', '-m', 'm')
    expect(code).toBe(3)
    expect(err).toMatch(/^error: the cache \/dev\/null.* can't be written: E\w+\nhint: set CTRAIN_CACHE_DIR/m)
  })

  it('an empty XDG_CACHE_HOME is an unset one, and a relative cache folder is relative to the working directory', async () => {
    const project = s3Project()
    const unset = await project.runWith(
      { env: { ...process.env, XDG_CACHE_HOME: '' }, home: `${project.folder}/home` },
      'pull',
      '-m',
      'm',
    )
    expect(unset.err).toContain('s3://lake/x.parquet is not a Parquet file')
    const relative = { env: { ...process.env, CTRAIN_CACHE_DIR: 'cache' } }
    expect((await project.runWith(relative, 'evaluate', '-m', 'm')).err).toContain('s3://lake/x.parquet is not a Parquet file')
  })
})

describe('--date', () => {
  it('of a source without days is ignored, and said so', async () => {
    const project = s3Project()
    const { err } = await project.run('evaluate', '-m', 'm', '--date', '2026-11-01')
    expect(err).toContain(
      'warning: m: --date has no effect: dataset.source names no day, and there is no dataset.columns.timestamp',
    )
  })
})
