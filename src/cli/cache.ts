import { z } from 'zod'
import { readConfig } from '../config/load.js'
import { duration } from '../config/quantities.js'
import { isKnownError, knownError } from '../core/errors.js'
import { type CacheContents, type CachedObject, cacheDirectory, clearCache, readContents } from '../datasets/cache/index.js'
import { formatBytes, formatCount, printable } from '../reporters/numbers.js'
import type { ExitCode } from './exit-codes.js'
import { ConfigFlags } from './flags.js'
import type { Io } from './io.js'

const Flags = ConfigFlags.extend({
  args: z.tuple([z.enum(['ls', 'clear'])]),
  olderThan: duration.optional(),
  format: z.enum(['table', 'json']),
})

type Flags = z.output<typeof Flags>

/** Prints what the cache keeps, or clears it and prints how much that freed. */
export async function printCache(given: unknown, io: Io): Promise<ExitCode> {
  const flags = Flags.parse(given)
  const [action] = flags.args
  if (action === 'ls' && flags.olderThan !== undefined) {
    throw knownError('usage', '--older-than belongs to ctrain cache clear')
  }
  const text = action === 'ls' ? await list(flags, io) : await clear(flags, io)
  io.stdout.write(`${text}\n`)
  return 0
}

async function list(flags: Flags, io: Io): Promise<string> {
  const directory = cacheDirectory(io)
  const maxSize = await maxSizeOf(flags.config, io)
  const contents = await readContents(directory, io)
  if (flags.format === 'json') return JSON.stringify({ schemaVersion: 1, directory, maxSize, ...contents }, null, 2)
  return [...table(contents.objects), ...summary(contents, directory, maxSize)].join('\n')
}

async function clear({ olderThan, format }: Flags, io: Io): Promise<string> {
  const directory = cacheDirectory(io)
  const before = olderThan === undefined ? null : new Date(io.now().getTime() - olderThan)
  const cleared = await clearCache(directory, before, io)
  if (format === 'json') return JSON.stringify({ schemaVersion: 1, directory, ...cleared }, null, 2)
  const inUse = cleared.objectsInUse === 0 ? '' : `; ${objects(cleared.objectsInUse)} in use by runs that go on`
  return `${formatBytes(cleared.bytes)} freed in ${directory}: ${objects(cleared.objects)}${inUse}`
}

function table(kept: readonly CachedObject[]): string[] {
  if (kept.length === 0) return []
  const rows = kept.map(({ uri, bytes, bytesKept, ranges, lastUsed }) => [
    `${lastUsed.toISOString().slice(0, 16)}Z`,
    `${formatBytes(bytesKept)} of ${formatBytes(bytes)}`,
    ranges.length === 1 ? '1 range' : `${formatCount(ranges.length)} ranges`,
    printable(uri),
  ])
  const all = [['last used', 'kept', '', 'object'], ...rows]
  const width = (column: number) => Math.max(...all.map((row) => row[column]?.length ?? 0))
  const widths = [width(0), width(1), width(2), 0]
  return [...all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')), '']
}

function summary(contents: CacheContents, directory: string, maxSize: number | null): string[] {
  const { bytesOnDisk, bytesUnfinished, bytesOfEarlier } = contents
  const limit = maxSize === null ? 'no cache.max_size' : `cache.max_size is ${formatBytes(maxSize)}`
  const unfinished = `${formatBytes(bytesUnfinished)} of runs that were killed; the next pull goes on with them`
  const earlier = `${formatBytes(bytesOfEarlier)} of an earlier ctrain; ctrain cache clear removes it`
  return [
    `total      ${objects(contents.objects.length)}, ${formatBytes(bytesOnDisk)} on disk, ${limit}`,
    ...(bytesUnfinished === 0 ? [] : [`unfinished ${unfinished}`]),
    ...(bytesOfEarlier === 0 ? [] : [`earlier    ${earlier}`]),
    `where      ${directory}`,
  ]
}

function objects(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'object' : 'objects'}`
}

/** Null = the config has none, or there is no config: none is needed. */
async function maxSizeOf(file: string | null, io: Io): Promise<number | null> {
  try {
    const { config, file: found } = await readConfig(file, io)
    if (config === null) io.log.warn(`${found} has problems, so its cache.max_size is not shown (ctrain validate tells more)`)
    return config?.cache.max_size ?? null
  } catch (error) {
    if (file === null && isKnownError(error)) return null
    throw error
  }
}
