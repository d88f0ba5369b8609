import { existsSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filesBelow, type TestObject, temporaryFolder, testCache, testObject } from '../support/cache.js'
import { createTestIo } from '../support/test-io.js'

const MB = 1_000_000
const WHOLE = [{ start: 0, end: MB }]
const a = testObject(MB, 'a')
const b = testObject(MB, 'b')
const c = testObject(MB, 'c')
const d = testObject(MB, 'd')

/** Uses objects at an hour of the day, in a run of its own. */
async function useAt(hour: number, directory: string, objects: readonly TestObject[], maxSize: number | null = null) {
  const io = createTestIo([], { now: () => new Date(Date.UTC(2026, 10, 15, hour)) })
  const cache = testCache(directory, { maxSize }, io)
  const kept: string[] = []
  for (const object of objects) kept.push((await cache.pull(object, WHOLE)).kept ?? '')
  await cache.close()
  return { kept, warnings: io.err() }
}

describe('cache.max_size', () => {
  it('lets the least recently used go first, and a use counts whether it fetched or not', async () => {
    const directory = temporaryFolder()
    const [first = ''] = (await useAt(1, directory, [a])).kept
    const [second = ''] = (await useAt(2, directory, [b])).kept
    const [third = ''] = (await useAt(3, directory, [c])).kept
    await useAt(4, directory, [a])
    const { kept, warnings } = await useAt(5, directory, [d], 2.5 * MB)
    expect([first, second, third, ...kept].map((place) => existsSync(place))).toEqual([true, false, false, true])
    expect(warnings).toBe('')
  })

  it('counts what the disk holds, not the size of sparse files', async () => {
    const directory = temporaryFolder()
    const huge = { ...a, file: { ...a.file, bytes: 10 ** 12 } }
    await useAt(1, directory, [huge])
    await useAt(2, directory, [b], 3 * MB)
    expect(filesBelow(directory)).toHaveLength(4)
  })

  it('takes what this run uses last, and says so', async () => {
    const directory = temporaryFolder()
    const [other = ''] = (await useAt(9, directory, [d])).kept
    const { kept, warnings } = await useAt(1, directory, [a, b, c], 2.5 * MB)
    expect(existsSync(other)).toBe(false)
    expect(kept.map((place) => existsSync(place)).filter((exists) => exists)).toHaveLength(2)
    expect(warnings).toMatch(
      /^warning: \d+ bytes of this run are not kept, as cache\.max_size lets the cache have no more than 2500000\n$/,
    )
  })

  it('of 0 keeps nothing beyond the run', async () => {
    const directory = temporaryFolder()
    await useAt(1, directory, [a, b], 0)
    expect(filesBelow(directory)).toEqual([])
  })

  it('that was lowered is heeded before anything is fetched', async () => {
    const directory = temporaryFolder()
    await useAt(1, directory, [a, b, c])
    const cache = testCache(directory, { maxSize: 1.5 * MB })
    await cache.missing(d.file, WHOLE)
    expect(filesBelow(directory).filter((name) => name.startsWith('objects/'))).toHaveLength(2)
    await cache.close()
  })

  it('is kept by several runs that end at once, without a failure', async () => {
    const directory = temporaryFolder()
    await useAt(1, directory, [a, b, c, d])
    const ends = Array.from({ length: 8 }, (_, index) => useAt(2, directory, [testObject(MB, `own-${index}`)], 3.5 * MB))
    await Promise.all(ends)
    const left = filesBelow(directory).map((name) => statSync(`${directory}/${name}`).blocks * 512)
    expect(left.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(3.5 * MB)
  })
})
