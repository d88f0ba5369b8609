import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { useAws } from '../support/aws-env.js'
import { filesBelow } from '../support/cache.js'
import { startChild } from '../support/child.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel } from '../support/project.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))
const FILES = 8
const aws = useAws()
let folder = ''
let fileBytes = 0

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-processes-'))
  await copyToParquet(
    `${folder}/part.parquet`,
    'SELECT range % 2 AS label, (range % 7) / 7 AS score, md5(range::VARCHAR) AS t FROM range(20000)',
  )
  const body = readFileSync(`${folder}/part.parquet`)
  fileBytes = body.length
  for (let index = 0; index < FILES; index++) aws().s3.put('lake', `many/part-${index}.parquet`, body)
  const dataset = { source: 's3://lake/many/*.parquet', columns: { label: 'label', prediction: 'score' } }
  writeFileSync(`${folder}/ctrain.yaml`, stringify({ version: 1, models: { m: binaryModel({ dataset }) } }))
})

beforeEach(() => {
  aws().s3.onRequest = undefined
})

/** The built program in a process of its own. */
function start(cache: string) {
  const env = { ...process.env, CTRAIN_CACHE_DIR: cache }
  const argv = [BIN, 'pull', '-q', '-m', 'm', '-f', 'json', '--concurrency', '2']
  return startChild([process.execPath, ...argv], { cwd: folder, env })
}

describe('processes that share a cache', () => {
  it('a pull that is killed is gone on with: what had arrived is not fetched again', async () => {
    const { s3 } = aws()
    const cache = path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-killed-')), 'cache')
    let gets = 0
    s3.onRequest = ({ operation }) => (operation === 'GetObject' && ++gets > 5 ? { kind: 'stall', after: 100 } : undefined)
    const { child, done } = start(cache)
    await expect.poll(() => gets, { timeout: 30_000 }).toBe(7)
    child.kill('SIGKILL')
    await done
    s3.onRequest = undefined
    expect(readdirSync(cache).some((name) => name.startsWith('run-'))).toBe(true)

    const before = s3.requests.length
    const { code, out, err } = await start(cache).done
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(out).pulls[0]).toMatchObject({ rows: FILES * 20_000, bytesFetched: (FILES - 5) * fileBytes })
    const sent = s3.requests.slice(before).filter(({ operation }) => operation === 'GetObject')
    expect(sent.reduce((sum, { bytesSent }) => sum + bytesSent, 0)).toBe((FILES - 5) * fileBytes)
    expect(readdirSync(cache)).toEqual(['objects'])
  })

  it('all succeed at once, and leave one entry of each object', async () => {
    const cache = path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-shared-')), 'cache')
    const pulls = await Promise.all(Array.from({ length: 6 }, () => start(cache).done))
    expect(pulls.map(({ code, err }) => [code, err])).toEqual(Array(6).fill([0, '']))
    for (const { out } of pulls) expect(JSON.parse(out).pulls[0].rows).toBe(FILES * 20_000)
    expect(readdirSync(cache)).toEqual(['objects'])
    expect(filesBelow(cache)).toHaveLength(2 * FILES)
  })
})
