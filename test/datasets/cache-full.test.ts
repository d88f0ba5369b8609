import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { childCommand, filesBelow, pullOnce, temporaryFolder, testCache, testObject } from '../support/cache.js'

const aws = useAws()
const MOUNT = path.join(path.dirname(temporaryFolder()), 'disk')
const hasDisk = mountDisk('1m')

afterAll(() => {
  if (hasDisk) spawnSync('umount', [MOUNT])
})

/** A disk of its own; only root may mount one. */
function mountDisk(size: string): boolean {
  mkdirSync(MOUNT, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', MOUNT]).status === 0
}

describe.runIf(hasDisk)('a full disk (needs root: mounts a tmpfs)', () => {
  const directory = path.join(MOUNT, 'cache')
  const object = testObject(3_000_000)
  const full = {
    kind: 'filesystem',
    message: expect.stringMatching(
      /^no space left in \S+\/cache for s3:\/\/lake\/part-0\.parquet: 3000000 bytes are needed, \d+ are free$/,
    ),
    hint: expect.stringContaining('CTRAIN_CACHE_DIR'),
  }

  it('is told with what is needed and what is free, and nothing is left behind', async () => {
    await expect(pullOnce(directory, object, [{ start: 0, end: 3_000_000 }])).rejects.toMatchObject(full)
    expect(filesBelow(directory)).toEqual([])
  })

  it('in the middle leaves nothing of that file, and all of the files before it', async () => {
    const cache = testCache(directory)
    await cache.pull(testObject(100_000, 'before'), [{ start: 0, end: 100_000 }])
    const filling = cache.fill(object.file, [{ start: 0, end: 3_000_000 }], async (_missing, sink) => {
      for (let start = 0; start < 3_000_000; start += 100_000) {
        await sink.write(start, object.content.subarray(start, start + 100_000))
        await sink.commit({ start, end: start + 100_000 })
      }
    })
    await expect(filling).rejects.toMatchObject(full)
    // At once, not when the run ends: others need the space.
    expect(filesBelow(directory).filter((name) => name.includes('.draft'))).toEqual([])
    await cache.close()
    expect(filesBelow(directory)).toHaveLength(2)
    rmSync(directory, { recursive: true })
  })

  it('refuses a large file before its first byte', async () => {
    let fetches = 0
    const large = { ...object.file, bytes: 10 ** 9 }
    const cache = testCache(directory)
    const filling = cache.fill(large, [{ start: 0, end: 10 ** 9 }], async () => {
      fetches++
    })
    await expect(filling).rejects.toThrow(/1000000000 bytes are needed, \d+ are free/)
    expect(fetches).toBe(0)
    await cache.close()
    expect(filesBelow(directory)).toEqual([])
  })
})

describe('a limit on the size of files', () => {
  it('is told, and nothing is left behind', () => {
    const { s3 } = aws()
    const object = testObject(3_000_000)
    s3.put('lake', 'part-0.parquet', object.content)
    const directory = temporaryFolder()
    const task = { directory, url: `${s3.url}/lake/part-0.parquet`, file: object.file, ranges: [{ start: 0, end: 10 }], step: 10 }
    const { stderr } = spawnSync('sh', ['-c', `ulimit -f 1000; exec "$@"`, 'sh', ...childCommand(task)], { encoding: 'utf8' })
    expect(stderr).toContain(`files of 3000000 bytes are not allowed in ${directory}: s3://lake/part-0.parquet`)
    expect(filesBelow(directory)).toEqual([])
  })
})
