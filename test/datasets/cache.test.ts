import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../src/core/data-source.js'
import type { Fetch } from '../../src/datasets/cache/index.js'
import { covers, subtract, totalBytes } from '../../src/datasets/ranges.js'
import { filesBelow, isRight, pullOnce, temporaryFolder, testCache, testObject } from '../support/cache.js'

const object = testObject(1000)
const HEAD: ByteRange = { start: 0, end: 300 }
const TAIL: ByteRange = { start: 900, end: 1000 }
const WHOLE: ByteRange = { start: 0, end: 1000 }

const range = fc.tuple(fc.nat(1000), fc.nat(1000)).map(([a, b]): ByteRange => ({ start: Math.min(a, b), end: Math.max(a, b) }))

interface Step {
  readonly ranges: readonly ByteRange[]
  /** Breaks off after that many parts. */
  readonly failAfter: number
  readonly isNewRun: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  ranges: fc.array(range, { maxLength: 4 }),
  failAfter: fc.option(fc.nat(3), { freq: 4, nil: Number.POSITIVE_INFINITY }),
  isNewRun: fc.boolean(),
})

/** A fetch that breaks off; what it commits is added to `have`. */
function breakingFetch(expected: readonly ByteRange[], failAfter: number, have: ByteRange[]): Fetch {
  return async (missing, sink) => {
    expect(missing).toEqual(expected)
    for (const [index, part] of missing.entries()) {
      if (index === failAfter) throw new Error('broken off')
      await sink.write(part.start, object.content.subarray(part.start, part.end))
      await sink.commit(part)
      have.push(part)
    }
  }
}

/** Fills step by step; what is missing before, what is right after, and what remains must be what was committed. */
async function checkSteps(steps: readonly Step[]): Promise<void> {
  const directory = temporaryFolder()
  let cache = testCache(directory)
  const have: ByteRange[] = []
  for (const { ranges, failAfter, isNewRun } of steps) {
    if (isNewRun) await cache.close()
    cache = isNewRun ? testCache(directory) : cache
    const expected = subtract(ranges, have)
    expect(await cache.missing(object.file, ranges)).toEqual(expected)
    const filled = await cache.fill(object.file, ranges, breakingFetch(expected, failAfter, have)).catch(() => null)
    const right = filled === null ? null : isRight(readFileSync(filled.path), object, ranges)
    expect(right).toBe(covers(have, ranges) ? true : null)
  }
  await cache.close()
  // However many fills: one entry, of what arrived.
  const data = filesBelow(directory).filter((name) => name.endsWith('data.parquet'))
  expect(data.length).toBeLessThanOrEqual(1)
  if (have.length > 0) expect(data).toHaveLength(1)
}

describe('what the cache fetches', () => {
  it('is what is not there: any fills in any order give the right bytes, and nothing is fetched twice', async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), checkSteps), { numRuns: 60 })
  })

  it('is nothing when another fill, of any ranges, has brought it', async () => {
    const directory = temporaryFolder()
    expect((await pullOnce(directory, object, [HEAD])).fetched).toEqual([HEAD])
    expect((await pullOnce(directory, object, [TAIL])).fetched).toEqual([TAIL])
    const both = await pullOnce(directory, object, [TAIL, { start: 100, end: 200 }])
    expect([both.fetched, both.isRight]).toEqual([[], true])
    // What is not wanted is a hole, not what was there before.
    expect(both.bytes.subarray(300, 900).every((byte) => byte === 0)).toBe(true)
  })

  it('is only the rest after a footer was kept, in this run or an earlier one', async () => {
    const directory = temporaryFolder()
    const cache = testCache(directory)
    expect(await cache.read(object.file, TAIL)).toBe(null)
    await cache.keep(object.file, TAIL.start, object.content.subarray(TAIL.start))
    expect(await cache.read(object.file, { start: 950, end: 1000 })).toEqual(Buffer.from(object.content.subarray(950)))
    await cache.close()
    const { fetched, isRight: right } = await pullOnce(directory, object, [HEAD, TAIL])
    expect([fetched, right]).toEqual([[HEAD], true])
  })

  it('is fetched once by 20 fills at once of one run', async () => {
    const cache = testCache(temporaryFolder())
    const filled = await Promise.all(Array.from({ length: 20 }, () => cache.pull(object, [WHOLE])))
    expect(totalBytes(cache.fetched)).toBe(1000)
    for (const { path: place } of filled) expect(isRight(readFileSync(place), object, [WHOLE])).toBe(true)
    await cache.close()
  })

  it('comes right for 20 runs at once, which leave one entry', async () => {
    const directory = temporaryFolder()
    const pulls = await Promise.all(Array.from({ length: 20 }, () => pullOnce(directory, object, [HEAD, TAIL])))
    expect(pulls.map(({ isRight: right }) => right)).toEqual(Array(20).fill(true))
    expect(pulls.map(({ warnings }) => warnings).join('')).toBe('')
    expect(filesBelow(directory)).toHaveLength(2)
  })

  it('is kept with the parts that arrived whole when a fetch fails', async () => {
    const directory = temporaryFolder()
    const cache = testCache(directory)
    const broken = cache.fill(object.file, [WHOLE], async (_missing, sink) => {
      await sink.write(0, object.content.subarray(0, 500))
      await sink.commit(HEAD)
      throw new Error('the connection broke')
    })
    await expect(broken).rejects.toThrow('the connection broke')
    await cache.close()
    expect((await pullOnce(directory, object, [WHOLE])).fetched).toEqual([{ start: 300, end: 1000 }])
  })

  it('may be more than was asked for', async () => {
    const directory = temporaryFolder()
    const cache = testCache(directory)
    await cache.fill(object.file, [HEAD], async (_missing, sink) => {
      await sink.write(0, object.content)
      await sink.commit(WHOLE)
    })
    await cache.close()
    expect((await pullOnce(directory, object, [WHOLE])).fetched).toEqual([])
  })

  it('is never taken as whole when a byte of it was not written', async () => {
    const directory = temporaryFolder()
    const cache = testCache(directory)
    const short = cache.fill(object.file, [WHOLE], async (_missing, sink) => {
      await sink.write(0, object.content.subarray(0, 999))
      await sink.commit(WHOLE)
    })
    await expect(short).rejects.toThrow('1 bytes of s3://lake/part-0.parquet are missing at 999')
    const forgotten = cache.fill(object.file, [WHOLE], async (_missing, sink) => {
      await sink.write(0, object.content)
      await sink.commit(HEAD)
    })
    await expect(forgotten).rejects.toThrow('700 bytes of s3://lake/part-0.parquet were not committed')
    await cache.close()
    expect((await pullOnce(directory, object, [WHOLE])).isRight).toBe(true)
  })

  it('is another object when URI, version or size differ', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [WHOLE])
    for (const other of [testObject(1000, 'part-1.parquet'), testObject(1000, 'part-0.parquet', '"v2"'), testObject(999)]) {
      expect(totalBytes((await pullOnce(directory, other, [HEAD])).fetched)).toBe(300)
    }
  })

  it('is forgotten with the version of the object', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [WHOLE])
    const cache = testCache(directory)
    await cache.keep(testObject(1000, 'other').file, 0, new Uint8Array(10))
    await cache.forget(object.file)
    await cache.forget(testObject(1000, 'other').file)
    expect(await cache.missing(object.file, [WHOLE])).toEqual([WHOLE])
    await cache.close()
    expect(filesBelow(directory)).toEqual([])
  })

  it('works for empty files, for no ranges, and for files longer than a part', async () => {
    const directory = temporaryFolder()
    const empty = await pullOnce(directory, testObject(0), [{ start: 0, end: 0 }])
    expect([empty.fetched, empty.bytes.length]).toEqual([[], 0])
    expect((await pullOnce(directory, object, [])).bytes.length).toBe(1000)
    const long = testObject(9_000_000, 'long')
    expect((await pullOnce(directory, long, [{ start: 1, end: 9_000_000 }])).isRight).toBe(true)
    const cache = testCache(directory)
    expect(await cache.read(long.file, { start: 8_999_000, end: 9_000_000 })).toEqual(
      Buffer.from(long.content.subarray(8_999_000)),
    )
    await cache.close()
  })
})

describe('where the cache keeps it', () => {
  it('folders are 0700 and files 0600, and only the object stands in what is written beside the data', async () => {
    const directory = temporaryFolder()
    const cache = testCache(directory)
    await cache.pull(object, [HEAD])
    await cache.keep(testObject(1000, 'other').file, 0, new Uint8Array(10))
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    expect(names.length).toBeGreaterThan(6)
    for (const name of ['', ...names]) {
      const stats = lstatSync(path.join(directory, name))
      expect([name, stats.mode & 0o777]).toEqual([name, stats.isDirectory() ? 0o700 : 0o600])
    }
    await cache.close()
    const parts = filesBelow(directory).filter((name) => name.endsWith('parts.jsonl'))
    const [header, ...lines] = readFileSync(path.join(directory, parts[0] ?? ''), 'utf8').split('\n')
    expect(Object.keys(JSON.parse(header ?? ''))).toEqual(['schemaVersion', 'uri', 'version', 'bytes'])
    expect(lines.every((line) => /^\[\d+,\d+,\d+\]$/.test(line))).toBe(true)
  })

  it.each(['../../../../../tmp/escape', '/etc/passwd', 'nul\0byte', `${'k'.repeat(1024)}`, 'a/./b//c', 'ünï\ncode\u202e', ''])(
    'the key %j leads nowhere else',
    async (key) => {
      const directory = temporaryFolder()
      const { kept, isRight: right } = await pullOnce(directory, testObject(10, key), [{ start: 0, end: 10 }])
      expect(right).toBe(true)
      expect(path.relative(directory, kept ?? '')).toMatch(/^objects\/[0-9a-f]{2}\/[0-9a-f]{62}\/[0-9a-f]{32}\/data\.parquet$/)
      expect(filesBelow(path.dirname(directory)).every((name) => name.startsWith('cache/objects/'))).toBe(true)
    },
  )

  it('takes the disk of what is kept, not of the object', async () => {
    const huge = { ...object, file: { ...object.file, bytes: 10 ** 12 } }
    const cache = testCache(temporaryFolder())
    const { path: place } = await cache.pull(huge, [HEAD])
    expect(statSync(place).size).toBe(10 ** 12)
    expect(statSync(place).blocks * 512).toBeLessThan(100_000)
    await cache.close()
  })

  it('a run reads what it was given until it ends, whoever removes the entry', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [WHOLE])
    const cache = testCache(directory)
    const { path: place, kept } = await cache.pull(object, [WHOLE])
    await pullOnce(directory, testObject(10, 'other'), [{ start: 0, end: 10 }], { maxSize: 0 })
    expect(existsSync(kept ?? '')).toBe(false)
    expect(isRight(readFileSync(place), object, [WHOLE])).toBe(true)
    await cache.close()
    expect(existsSync(place)).toBe(false)
  })

  it('an entry that is removed in the middle of a run is fetched again', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [WHOLE])
    const cache = testCache(directory)
    expect(await cache.missing(object.file, [WHOLE])).toEqual([])
    await pullOnce(directory, testObject(10, 'other'), [{ start: 0, end: 10 }], { maxSize: 0 })
    expect(isRight(readFileSync((await cache.pull(object, [WHOLE])).path), object, [WHOLE])).toBe(true)
    expect([cache.fetched, cache.io.err()]).toEqual([[WHOLE], ''])
    await cache.close()
  })

  it.runIf(existsSync('/dev/shm'))('works where hard links do not (needs /dev/shm as another file system)', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [WHOLE])
    const elsewhere = path.join('/dev/shm', path.basename(path.dirname(directory)))
    cpSync(path.join(directory, 'objects'), elsewhere, { recursive: true, preserveTimestamps: true })
    rmSync(path.join(directory, 'objects'), { recursive: true })
    symlinkSync(elsewhere, path.join(directory, 'objects'))
    try {
      const cache = testCache(directory)
      const { path: place, kept } = await cache.pull(object, [WHOLE])
      expect([place, cache.fetched]).toEqual([kept, []])
      expect(isRight(readFileSync(place), object, [WHOLE])).toBe(true)
      await cache.close()
    } finally {
      rmSync(elsewhere, { recursive: true })
    }
  })

  it('with keep: false, nothing is looked up and nothing stays', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [WHOLE])
    const before = filesBelow(directory)
    const cache = testCache(directory, { keep: false })
    expect(await cache.missing(object.file, [WHOLE])).toEqual([WHOLE])
    await cache.keep(object.file, TAIL.start, object.content.subarray(TAIL.start))
    const { path: place, kept } = await cache.pull(object, [WHOLE])
    expect(kept).toBe(null)
    expect(cache.fetched).toEqual([{ start: 0, end: 900 }])
    expect(isRight(readFileSync(place), object, [WHOLE])).toBe(true)
    await cache.close()
    expect(filesBelow(directory)).toEqual(before)
  })

  it('a cache that was not used leaves nothing, and one that is closed takes nothing', async () => {
    const directory = temporaryFolder()
    const cache = testCache(directory)
    await cache.close()
    await cache.close()
    await expect(cache.pull(object, [HEAD])).rejects.toThrow('the cache is closed')
    expect(existsSync(directory)).toBe(false)
  })

  it.each<[string, (directory: string) => void]>([
    ['a file in its place', (directory) => writeFileSync(directory, 'x')],
    [
      'a file above it',
      (directory) => rmSync(path.dirname(directory), { recursive: true }) ?? writeFileSync(path.dirname(directory), ''),
    ],
  ])('a cache folder that can’t be made (%s) is told', async (_, spoil) => {
    const directory = temporaryFolder()
    spoil(directory)
    await expect(pullOnce(directory, object, [HEAD])).rejects.toMatchObject({
      kind: 'filesystem',
      message: expect.stringMatching(/^the cache \S+ can't be written: E(EXIST|NOTDIR)$/),
      hint: expect.stringContaining('CTRAIN_CACHE_DIR'),
    })
  })
})
