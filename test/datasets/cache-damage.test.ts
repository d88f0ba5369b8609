import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../src/core/data-source.js'
import { filesBelow, pullOnce, temporaryFolder, testCache, testObject } from '../support/cache.js'

const object = testObject(1000)
const HEAD: ByteRange = { start: 0, end: 300 }
const TAIL: ByteRange = { start: 900, end: 1000 }

describe('damage', () => {
  const kept = (directory: string) =>
    path.join(directory, filesBelow(directory).find((name) => name.endsWith('data.parquet')) ?? '')
  const flip = (file: string, at: number) => {
    const bytes = readFileSync(file)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(file, bytes)
  }
  const replace = (place: string, make: () => void) => {
    rmSync(place, { recursive: true })
    make()
  }

  it.each<[string, (data: string) => void]>([
    ['truncated', (data) => truncateSync(data, 999)],
    ['longer', (data) => truncateSync(data, 1001)],
    ['empty', (data) => truncateSync(data, 0)],
    ['missing', (data) => rmSync(data)],
    ['a folder', (data) => replace(data, () => mkdirSync(data))],
    ['a link', (data) => replace(data, () => symlinkSync('/etc/hostname', data))],
    [
      'a link to what is right',
      (data) => {
        renameSync(data, `${data}.moved`)
        symlinkSync(`${data}.moved`, data)
      },
    ],
    ['with a flipped bit', (data) => flip(data, 150)],
    ['full of zeros', (data) => writeFileSync(data, new Uint8Array(1000))],
    ['without its list of parts', (data) => rmSync(path.join(path.dirname(data), 'parts.jsonl'))],
    ['with an unreadable list of parts', (data) => writeFileSync(path.join(path.dirname(data), 'parts.jsonl'), '{')],
    [
      'with the list of another object',
      (data) =>
        writeFileSync(
          path.join(path.dirname(data), 'parts.jsonl'),
          '{"schemaVersion":1,"uri":"s3://x/y","version":"1","bytes":1000}\n[0,300,1]',
        ),
    ],
    ['a file instead of a folder', (data) => replace(path.dirname(data), () => writeFileSync(path.dirname(data), 'x'))],
  ])('an entry that is %s is told and fetched again', async (_, spoil) => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [HEAD, TAIL])
    spoil(kept(directory))
    const again = await pullOnce(directory, object, [HEAD, TAIL])
    expect(again.isRight).toBe(true)
    expect(again.warnings).toMatch(
      /^warning: what the cache has of s3:\/\/lake\/part-0\.parquet is damaged \(.+\) and will be fetched again\n$/,
    )
    const third = await pullOnce(directory, object, [HEAD, TAIL])
    expect([third.fetched, third.isRight, third.warnings]).toEqual([[], true, ''])
    expect(filesBelow(directory)).toHaveLength(2)
  })

  it('costs what is damaged, not what is still good', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [HEAD, TAIL])
    flip(kept(directory), 950)
    expect((await pullOnce(directory, object, [HEAD])).warnings).toBe('')
    const again = await pullOnce(directory, object, [HEAD, TAIL])
    expect([again.fetched, again.isRight]).toEqual([[TAIL], true])
  })

  it('of a footer is noticed by read', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [HEAD, TAIL])
    flip(kept(directory), 950)
    const cache = testCache(directory)
    expect(await cache.read(object.file, TAIL)).toBe(null)
    expect(cache.io.err()).toContain('1 of 2 parts are not what was written')
    await cache.close()
    expect((await pullOnce(directory, object, [HEAD, TAIL])).fetched).toEqual([TAIL])
  })

  it('of what is copied from another entry is noticed', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [HEAD])
    flip(kept(directory), 10)
    const again = await pullOnce(directory, object, [HEAD, TAIL])
    expect([inOrder(again.fetched), again.isRight]).toEqual([[HEAD, TAIL], true])
    expect(again.warnings).toContain('damaged')
  })

  it('an entry of a later ctrain is no entry, and no damage', async () => {
    const directory = temporaryFolder()
    await pullOnce(directory, object, [HEAD])
    const parts = path.join(path.dirname(kept(directory)), 'parts.jsonl')
    writeFileSync(parts, '{"schemaVersion":2}')
    const again = await pullOnce(directory, object, [HEAD, TAIL])
    expect([inOrder(again.fetched), again.isRight, again.warnings]).toEqual([[HEAD, TAIL], true, ''])
    expect(readFileSync(parts, 'utf8')).toBe('{"schemaVersion":2}')
  })
})

/** Parts come in any order. */
function inOrder(parts: readonly ByteRange[]): ByteRange[] {
  return [...parts].sort((one, other) => one.start - other.start)
}
