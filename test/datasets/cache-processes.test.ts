import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { libraryWorld } from '../../src/cli/io.js'
import { clearCache, readContents } from '../../src/datasets/cache/index.js'
import { useAws } from '../support/aws-env.js'
import { type ChildTask, filesBelow, startTask, temporaryFolder, testCache, testObject } from '../support/cache.js'
import { createTestIo } from '../support/test-io.js'

const aws = useAws()
const STEP = 100_000
const object = testObject(10 * STEP, 'big.parquet')
const SHA256 = createHash('sha256').update(object.content).digest('hex')

afterEach(() => {
  aws().s3.onRequest = undefined
})

function task(directory: string): ChildTask {
  const { s3 } = aws()
  s3.put('lake', 'big.parquet', object.content)
  const ranges = [{ start: 0, end: object.content.length }]
  return { directory, url: `${s3.url}/lake/big.parquet`, file: object.file, ranges, step: STEP }
}

/** A pull that is killed as it waits for its fifth part; returns its run folder. */
async function killedPull(given: ChildTask): Promise<string> {
  const { s3 } = aws()
  let requests = 0
  s3.onRequest = () => (++requests > 4 ? { kind: 'stall', after: 10 } : undefined)
  const { child, done } = startTask(given)
  await expect.poll(() => requests, { timeout: 30_000 }).toBe(5)
  child.kill('SIGKILL')
  await done
  s3.onRequest = undefined
  const run = readdirSync(given.directory).find((name) => name.startsWith('run-'))
  return path.join(given.directory, run ?? '')
}

/** Runs a pull to its end; returns the bytes that the server sent. */
async function completePull(given: ChildTask): Promise<number> {
  const { s3 } = aws()
  const before = s3.requests.length
  const { code, out, err } = await startTask(given).done
  expect([code, err]).toEqual([0, ''])
  expect(JSON.parse(out).sha256).toBe(SHA256)
  return s3.requests.slice(before).reduce((sum, { bytesSent }) => sum + bytesSent, 0)
}

describe('a pull that was killed', () => {
  it('is gone on with by the next: only what had not arrived is fetched, and nothing is left of it', async () => {
    const given = task(temporaryFolder())
    const run = await killedPull(given)
    expect(filesBelow(given.directory).every((name) => name.startsWith('run-'))).toBe(true)
    expect(filesBelow(run)).toHaveLength(2)
    expect(await completePull(given)).toBe(6 * STEP)
    expect(readdirSync(given.directory)).toEqual(['objects'])
    expect(await completePull(given)).toBe(0)
  })

  it('is gone on with by one of many that start at once', async () => {
    const given = task(temporaryFolder())
    await killedPull(given)
    const pulls = await Promise.all(Array.from({ length: 4 }, () => startTask(given).done))
    const fetched = pulls.map(({ out }) => JSON.parse(out).fetched).sort((a, b) => a - b)
    expect(fetched[0]).toBeLessThanOrEqual(6 * STEP)
    expect(pulls.map(({ code, err }) => [code, err])).toEqual(Array(4).fill([0, '']))
    expect(filesBelow(given.directory)).toHaveLength(2)
  })

  it('gives no part that was damaged or torn since', async () => {
    const given = task(temporaryFolder())
    const run = await killedPull(given)
    const [data = '', parts = ''] = filesBelow(run).map((name) => path.join(run, name))
    const bytes = readFileSync(data)
    bytes[150_000] = 0
    writeFileSync(data, bytes)
    writeFileSync(parts, readFileSync(parts, 'utf8').slice(0, -5))
    expect(await completePull(given)).toBe(8 * STEP)
  })

  it('is told from one that goes on', async () => {
    const { s3 } = aws()
    const given = task(temporaryFolder())
    let requests = 0
    s3.onRequest = () => (++requests > 0 ? { kind: 'stall', after: 10 } : undefined)
    const { child, done } = startTask(given)
    await expect.poll(() => requests, { timeout: 30_000 }).toBe(1)
    s3.onRequest = undefined
    const runs = readdirSync(given.directory)
    expect(await completePull(given)).toBe(10 * STEP)
    expect(readdirSync(given.directory).sort()).toEqual(['objects', ...runs])
    child.kill('SIGKILL')
    await done
  })

  it('is told from this process, where that has its id by chance', async () => {
    const given = task(temporaryFolder())
    const run = await killedPull(given)
    const io = createTestIo([])
    const host = createHash('sha256').update(io.host).digest('hex').slice(0, 12)
    renameSync(run, path.join(given.directory, `run-${host}-${io.pid}-0123456789ab`))
    const cache = testCache(given.directory, {}, io)
    expect(await cache.missing(given.file, given.ranges)).toEqual([{ start: 4 * STEP, end: 10 * STEP }])
    await cache.close()
    // Not needed by that run: kept for another.
    expect(readdirSync(given.directory)).toEqual(['objects'])
    expect(await completePull(given)).toBe(6 * STEP)
  })

  it('is listed as unfinished, and cleared', async () => {
    const given = task(temporaryFolder())
    const world = libraryWorld('test')
    await killedPull(given)
    const { bytesUnfinished, objects } = await readContents(given.directory, world)
    expect(bytesUnfinished).toBeGreaterThanOrEqual(4 * STEP)
    expect(objects).toEqual([])
    // It is not as old as that: it becomes an entry.
    expect(await clearCache(given.directory, new Date(Date.now() - 3_600_000), world)).toMatchObject({ bytes: 0 })
    expect((await readContents(given.directory, world)).objects).toMatchObject([{ bytesKept: 4 * STEP }])
    await killedPull({ ...given, file: { ...given.file, version: '"v2"' } })
    const cleared = await clearCache(given.directory, null, world)
    expect(cleared.bytes).toBeGreaterThanOrEqual(8 * STEP)
    expect(filesBelow(given.directory)).toEqual([])
  })

  it('on another machine is left alone for a day: it may go on', async () => {
    const given = task(temporaryFolder())
    const run = await killedPull(given)
    const elsewhere = run.replace(/run-[0-9a-f]{12}/, 'run-aaaaaaaaaaaa')
    renameSync(run, elsewhere)
    expect(await completePull(given)).toBe(10 * STEP)
    expect(readdirSync(given.directory).sort()).toEqual(['objects', path.basename(elsewhere)])

    const yesterday = new Date(Date.now() - 25 * 3_600_000)
    for (const name of ['', ...readdirSync(elsewhere, { recursive: true, encoding: 'utf8' })]) {
      utimesSync(path.join(elsewhere, name), yesterday, yesterday)
    }
    expect(await completePull(given)).toBe(0)
    expect(readdirSync(given.directory)).toEqual(['objects'])
  })
})

describe('many processes at once', () => {
  it('all get the right bytes, and leave one entry', async () => {
    const given = task(temporaryFolder())
    const pulls = await Promise.all(Array.from({ length: 20 }, () => startTask(given).done))
    expect(pulls.map(({ code, err }) => [code, err])).toEqual(Array(20).fill([0, '']))
    expect(new Set(pulls.map(({ out }) => JSON.parse(out).sha256))).toEqual(new Set([SHA256]))
    expect(filesBelow(given.directory)).toHaveLength(2)
  })

  it('that want other ranges get the right bytes too', async () => {
    const given = task(temporaryFolder())
    const wanted = Array.from({ length: 8 }, (_, index) => [{ start: index * 50_000, end: index * 50_000 + 300_000 }])
    const pulls = await Promise.all(wanted.map((ranges) => startTask({ ...given, ranges }).done))
    const expected = wanted.map(([range]) =>
      createHash('sha256').update(object.content.subarray(range?.start, range?.end)).digest('hex'),
    )
    expect(pulls.map(({ out }) => JSON.parse(out).sha256)).toEqual(expected)
    expect(pulls.map(({ err }) => err).join('')).toBe('')
    expect(await completePull(given)).toBeLessThanOrEqual(10 * STEP)
    expect(filesBelow(given.directory)).toHaveLength(2)
  })
})
