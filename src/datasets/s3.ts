import { buffer } from 'node:stream/consumers'
import { retryBody } from '../aws/retry-body.js'
import { createS3, listObjects, onThrottle, parseS3Uri } from '../aws/s3.js'
import { getBytes, isChanged, type WantedBytes } from '../aws/s3-read.js'
import type { DataSource, FetchedFile, FilePlan, SourceFile } from '../core/data-source.js'
import { isKnownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { cacheDirectory, openCache } from './cache/index.js'
import { fetchParts } from './fetch-parts.js'
import { CONCURRENCY, type SourceSettings } from './index.js'
import { createLimiter } from './limiter.js'
import { PART, planObject, requestsFor } from './plan-object.js'
import { withFooter } from './with-footer.js'

/** Objects of S3: what is needed of them is fetched into the cache. */
export async function s3Source(settings: SourceSettings, world: World): Promise<DataSource> {
  const client = await createS3(settings, world)
  const limiter = createLimiter(settings.concurrency ?? CONCURRENCY)
  onThrottle(client, limiter.slowDown)
  const cache = openCache(cacheDirectory(world), { keep: true, maxSize: null, ...settings.cache }, world)
  const closing = new AbortController()
  const signal = AbortSignal.any([world.signal, closing.signal])
  const onRetry = world.log.info
  const ask = async (file: SourceFile, wanted: WantedBytes) => (await getBytes(client, listed(file), wanted, signal)).body

  async function readRange(file: SourceFile, range: { start: number; end: number }): Promise<Uint8Array> {
    return await limiter.run(() =>
      retryBody(
        actionOn(file),
        signal,
        async () => {
          const bytes = await buffer(await ask(file, range))
          if (bytes.length !== range.end - range.start)
            throw new Error(`${bytes.length} of ${range.end - range.start} bytes arrived`)
          return bytes
        },
        onRetry,
      ),
    )
  }

  async function fetch(
    { file, ranges, footer, bytesFetched: planned }: FilePlan,
    arrived: (bytes: number) => void,
  ): Promise<FetchedFile> {
    let bytesFetched = planned
    const onBytes = (bytes: number) => {
      bytesFetched += Math.max(0, bytes)
      arrived(bytes)
    }
    const { path, kept } = await cache.fill(file, ranges, async (missing, sink, absent) => {
      // Of an object that is asked for as a whole, S3 tells the checksum.
      const isWhole = missing.length === 1 && missing[0]?.start === 0 && missing[0].end === file.bytes && file.bytes <= PART
      const parts = isWhole ? missing : requestsFor(missing, absent)
      await fetchParts(parts, sink, {
        what: actionOn(file),
        ask: (range) => ask(file, isWhole ? 'all' : range),
        resumes: !isWhole,
        limiter,
        signal,
        onBytes,
        onRetry,
      })
    })
    const readable = footer === null ? path : await withFooter(path, ranges, footer, await cache.scratch(), signal)
    return { ...file, path: readable, ...(kept !== null && { kept }), bytesFetched, ...(footer !== null && { lacksRows: true }) }
  }

  async function unlessChanged<T>(file: SourceFile, work: () => Promise<T>): Promise<T | 'changed'> {
    try {
      return await work()
    } catch (error) {
      if (!isChanged(error)) throw error
      if (isKnownError(error)) world.log.info(error.message)
      await cache.forget(file)
      return 'changed'
    }
  }

  return {
    async list(prefix) {
      const objects = await listObjects(client, parseS3Uri(prefix), world.signal)
      const files = objects.filter(({ key }) => !key.endsWith('/'))
      return files.map(({ bucket, key, bytes, etag }) => ({ uri: `s3://${bucket}/${key}`, bytes, version: etag }))
    },
    plan: (file, needs) => unlessChanged(file, () => planObject(file, needs, cache, (range) => readRange(file, range))),
    fetch: (plan, arrived = () => {}) => unlessChanged(plan.file, () => fetch(plan, arrived)),
    place: settings.cache?.keep === false ? 'not kept' : cache.directory,
    async close() {
      // After a failure other downloads are still under way.
      closing.abort()
      client.destroy()
      await cache.close()
    },
  }
}

function listed({ uri, bytes, version }: SourceFile) {
  return { ...parseS3Uri(uri), bytes, etag: version }
}

function actionOn({ uri }: SourceFile): string {
  return `s3:GetObject on ${uri}`
}
