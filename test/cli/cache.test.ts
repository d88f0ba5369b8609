import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { z } from 'zod'
import { useAws } from '../support/aws-env.js'
import { filesBelow, type TestObject, temporaryFolder, testCache, testObject } from '../support/cache.js'
import { copyToParquet } from '../support/duckdb-parquet.js'
import { binaryModel, createProject } from '../support/project.js'
import { runCli } from '../support/test-io.js'

const aws = useAws()
const DAY_MS = 86_400_000
const NOW = new Date('2026-11-15T06:00:00Z')

/** ctrain in a folder without a config, with a cache of its own. */
function caching(directory = temporaryFolder(), cwd = path.dirname(directory)) {
  const env = { ...process.env, CTRAIN_CACHE_DIR: directory }
  return { directory, run: (...argv: string[]) => runCli(argv, { cwd, env }) }
}

/** Puts the first bytes of an object into a cache, last used so many days ago. */
async function keep(directory: string, object: TestObject, end: number, daysAgo = 0): Promise<void> {
  const cache = testCache(directory)
  const { kept } = await cache.pull(object, [{ start: 0, end }])
  await cache.close()
  const time = new Date(NOW.getTime() - daysAgo * DAY_MS)
  utimesSync(path.dirname(kept ?? ''), time, time)
}

const Contents = z.strictObject({
  schemaVersion: z.literal(1),
  directory: z.string(),
  maxSize: z.number().nullable(),
  objects: z.array(
    z.strictObject({
      uri: z.string(),
      version: z.string(),
      bytes: z.number(),
      bytesKept: z.number(),
      bytesOnDisk: z.number(),
      ranges: z.array(z.strictObject({ start: z.number(), end: z.number() })),
      lastUsed: z.iso.datetime(),
      path: z.string(),
    }),
  ),
  bytesOnDisk: z.number(),
  bytesUnfinished: z.number(),
  bytesOfEarlier: z.number(),
})

describe('ctrain cache ls', () => {
  it('lists what is kept of which object, most recently used first, and the total', async () => {
    const { directory, run } = caching()
    await keep(directory, testObject(2_000_000, 'old.parquet'), 10_000, 3)
    await keep(directory, testObject(500_000, 'new.parquet'), 500_000)
    const { code, out, err } = await run('cache', 'ls')
    expect([code, err]).toEqual([0, ''])
    const lines = out.split('\n')
    expect(lines.slice(0, 4)).toEqual([
      'last used          kept                           object',
      '2026-11-15T06:00Z  500.0 kB of 500.0 kB  1 range  s3://lake/new.parquet',
      '2026-11-12T06:00Z  10.0 kB of 2.0 MB     1 range  s3://lake/old.parquet',
      '',
    ])
    expect(lines[4]).toMatch(/^total {6}2 objects, \d+\.\d kB on disk, no cache\.max_size$/)
    expect(lines[5]).toBe(`where      ${directory}`)
  })

  it('shows the cache.max_size of the config that is found', async () => {
    const { directory, run } = caching()
    writeFileSync(
      path.join(path.dirname(directory), 'ctrain.yaml'),
      stringify({ version: 1, cache: { max_size: '20GB' }, models: { m: binaryModel() } }),
    )
    expect((await run('cache', 'ls')).out).toContain('total      0 objects, 0 B on disk, cache.max_size is 20.0 GB\n')
    expect(existsSync(directory)).toBe(false)
  })

  it('prints JSON for machines', async () => {
    const { directory, run } = caching()
    await keep(directory, testObject(2_000_000, 'a.parquet'), 10_000)
    const contents = Contents.parse(JSON.parse((await run('cache', 'ls', '--format', 'json')).out))
    expect(contents.directory).toBe(directory)
    const [object] = contents.objects
    expect(object).toMatchObject({ uri: 's3://lake/a.parquet', version: '"v1"', bytes: 2_000_000, bytesKept: 10_000 })
    expect(object?.ranges).toEqual([{ start: 0, end: 10_000 }])
    expect(object?.bytesOnDisk).toBeLessThan(100_000)
    expect(existsSync(object?.path ?? '')).toBe(true)
  })

  it('shows no control characters of keys', async () => {
    const { directory, run } = caching()
    await keep(directory, testObject(10, 'evil\u001b[2J.parquet'), 10)
    expect((await run('cache', 'ls')).out).toContain('s3://lake/evil\ufffd[2J.parquet')
  })
})

describe('ctrain cache clear', () => {
  it('removes everything and says how much that freed', async () => {
    const { directory, run } = caching()
    await keep(directory, testObject(500_000, 'a.parquet'), 500_000)
    await keep(directory, testObject(500_000, 'b.parquet'), 500_000)
    const { code, out, err } = await run('cache', 'clear')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^1\.0 MB freed in \S+\/cache: 2 objects\n$/)
    expect(filesBelow(directory)).toEqual([])
    expect((await run('cache', 'clear')).out).toContain('0 B freed')
  })

  it('of an age leaves what was used since', async () => {
    const { directory, run } = caching()
    await keep(directory, testObject(500_000, 'old.parquet'), 500_000, 31)
    await keep(directory, testObject(500_000, 'new.parquet'), 500_000, 29)
    expect((await run('cache', 'clear', '--older-than', '30d')).out).toContain(': 1 object\n')
    const { out } = await run('cache', 'ls')
    expect([out.includes('new.parquet'), out.includes('old.parquet')]).toEqual([true, false])
  })

  it('leaves what a run that goes on reads', async () => {
    const { directory, run } = caching()
    await keep(directory, testObject(1000, 'unused.parquet'), 1000)
    const cache = testCache(directory)
    const { kept } = await cache.pull(testObject(1000, 'used.parquet'), [{ start: 0, end: 1000 }])
    expect((await run('cache', 'clear')).out).toContain(': 1 object; 1 object in use by runs that go on\n')
    expect(existsSync(kept ?? '')).toBe(true)
    await cache.close()
    expect((await run('cache', 'clear')).out).toContain(': 1 object\n')
  })

  it('removes what an earlier ctrain has left, and nothing that is not ctrain’s', async () => {
    const { directory, run } = caching()
    mkdirSync(path.join(directory, 'ab'), { recursive: true })
    mkdirSync(path.join(directory, 'partial-aB3xYz'))
    writeFileSync(path.join(directory, 'ab', `${'0'.repeat(62)}.parquet`), Buffer.alloc(100_000, 1))
    writeFileSync(path.join(directory, 'thesis.txt'), 'mine')
    expect((await run('cache', 'ls')).out).toMatch(/^earlier {4}\d+\.\d kB of an earlier ctrain; ctrain cache clear removes it$/m)
    expect((await run('cache', 'clear')).out).toMatch(/^\d+\.\d kB freed/)
    expect(filesBelow(directory)).toEqual(['thesis.txt'])
  })

  it('prints JSON for machines', async () => {
    const { directory, run } = caching()
    await keep(directory, testObject(1000, 'a.parquet'), 1000)
    const cleared = JSON.parse((await run('cache', 'clear', '-f', 'json')).out)
    expect(cleared).toEqual({ schemaVersion: 1, directory, bytes: expect.any(Number), objects: 1, objectsInUse: 0 })
    expect(cleared.bytes).toBeGreaterThan(0)
  })
})

describe('ctrain cache', () => {
  it.each([
    [['cache'], "missing required argument 'action'"],
    [['cache', 'rm'], 'Allowed choices are ls, clear.'],
    [['cache', 'ls', '--older-than', '3d'], '--older-than belongs to ctrain cache clear'],
    [['cache', 'clear', '--older-than', 'yesterday'], 'Write e.g. 12h or 30d.'],
    [['cache', 'ls', '--config', 'absent.yaml'], 'absent.yaml: there is no such file'],
  ])('%j is a usage error', async (argv, message) => {
    const { code, out, err } = await caching().run(...argv)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })
})

describe('the cache of a pull', () => {
  async function project(config: Readonly<Record<string, unknown>> = {}) {
    const { s3 } = aws()
    const { folder } = createProject({})
    await copyToParquet(`${folder}/part.parquet`, 'SELECT 1 AS label, 0.7 AS score, md5(range::VARCHAR) AS t FROM range(20000)')
    for (const name of ['a', 'b', 'c'])
      s3.put('lake', `${path.basename(folder)}/${name}.parquet`, readFileSync(`${folder}/part.parquet`))
    const dataset = { source: `s3://lake/${path.basename(folder)}/*.parquet`, columns: { label: 'label', prediction: 'score' } }
    writeFileSync(`${folder}/ctrain.yaml`, stringify({ version: 1, models: { m: binaryModel({ dataset }) }, ...config }))
    return caching(path.join(folder, 'cache'), folder)
  }

  it('keeps no more than cache.max_size, and says when that is less than one pull', async () => {
    const { directory, run } = await project({ cache: { max_size: '1MB' } })
    const { code, err } = await run('pull', '-m', 'm')
    expect(code).toBe(0)
    expect(err).toMatch(
      /warning: \d+ bytes of this run are not kept, as cache\.max_size lets the cache have no more than 1000000/,
    )
    expect(filesBelow(directory).length).toBeLessThan(6)
  })

  it('is neither read nor written with --no-cache', async () => {
    const { directory, run } = await project()
    const fetched = async (...flags: string[]) => JSON.parse((await run('pull', '-m', 'm', '-f', 'json', ...flags)).out).pulls[0]
    const first = await fetched('--no-cache')
    expect(readdirSync(directory)).toEqual([])
    expect(first.rows).toBe(60_000)
    const kept = await fetched()
    expect([kept.bytesFetched, (await fetched()).bytesFetched]).toEqual([first.bytesFetched, 0])
    expect((await fetched('--no-cache')).bytesFetched).toBe(first.bytesFetched)
    for (const file of kept.files) expect(existsSync(file.path)).toBe(true)
  })
})
