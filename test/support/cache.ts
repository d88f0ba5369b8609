import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ByteRange, SourceFile } from '../../src/core/data-source.js'
import { type Cache, type CacheOptions, type FilledFile, openCache } from '../../src/datasets/cache/index.js'
import { type Started, startChild } from './child.js'
import { createTestIo, type TestIo } from './test-io.js'

export interface TestObject {
  readonly file: SourceFile
  readonly content: Buffer
}

/** An object of bytes that repeat nowhere near. */
export function testObject(bytes: number, name = 'part-0.parquet', version = '"v1"'): TestObject {
  const content = Buffer.alloc(bytes)
  for (let index = 0; index < bytes; index++) content[index] = 1 + ((index * 7919 + name.length * 31) % 251)
  return { file: { uri: `s3://lake/${name}`, bytes, version }, content }
}

export function temporaryFolder(): string {
  return path.join(mkdtempSync(path.join(os.tmpdir(), 'ctrain-cache-')), 'cache')
}

export interface TestCache extends Cache {
  readonly io: TestIo
  /** What was fetched of an object by fills. */
  readonly fetched: ByteRange[]
  /** Fills from the object's content. */
  pull(object: TestObject, ranges: readonly ByteRange[]): Promise<FilledFile>
}

export function testCache(directory: string, options: Partial<CacheOptions> = {}, io = createTestIo([])): TestCache {
  const cache = openCache(directory, { keep: true, maxSize: null, ...options }, io)
  const fetched: ByteRange[] = []
  return {
    ...cache,
    io,
    fetched,
    pull: ({ file, content }, ranges) =>
      cache.fill(file, ranges, async (missing, sink) => {
        await Promise.all(
          missing.map(async (range) => {
            await sink.write(range.start, content.subarray(range.start, range.end))
            await sink.commit(range)
            fetched.push(range)
          }),
        )
      }),
  }
}

/** One fill in a cache of its own: what it fetched, what it read back and what it warned of. */
export async function pullOnce(
  directory: string,
  object: TestObject,
  ranges: readonly ByteRange[],
  options: Partial<CacheOptions> = {},
) {
  const cache = testCache(directory, options)
  try {
    const { path: place, kept } = await cache.pull(object, ranges)
    const bytes = readFileSync(place)
    return { fetched: cache.fetched, kept, bytes, isRight: isRight(bytes, object, ranges), warnings: cache.io.err() }
  } finally {
    await cache.close()
  }
}

/** Whether a file has its full size and the object's bytes in these ranges. */
export function isRight(bytes: Buffer, { content }: TestObject, ranges: readonly ByteRange[]): boolean {
  const same = ranges.every(({ start, end }) => bytes.subarray(start, end).equals(content.subarray(start, end)))
  return bytes.length === content.length && same
}

/** All files below a folder, relative to it. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}

const CHILD = fileURLToPath(new URL('./cache-child.mjs', import.meta.url))

export interface ChildTask {
  readonly directory: string
  /** Where the object's bytes are. */
  readonly url: string
  readonly file: SourceFile
  readonly ranges: readonly ByteRange[]
  /** Bytes of a request. */
  readonly step: number
}

/** The command of a process that fills one object from a server. */
export function childCommand(task: ChildTask): [string, ...string[]] {
  return [process.execPath, CHILD, JSON.stringify(task)]
}

export function startTask(task: ChildTask): Started {
  return startChild(childCommand(task))
}
