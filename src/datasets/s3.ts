import { addAbortSignal, Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import { retryBody } from '../aws/retry-body.js'
import { createS3, listObjects, parseS3Uri } from '../aws/s3.js'
import { getObject, isChanged } from '../aws/s3-read.js'
import type { DataSource, SourceFile } from '../core/data-source.js'
import type { AwsSettings, Log, World } from '../core/ports.js'
import { type CacheOptions, cacheDirectory, openCache, type Sink } from './cache/index.js'

/** Objects of S3, fetched whole into the cache. */
export async function s3Source(
  settings: AwsSettings,
  world: World,
  options: CacheOptions = { keep: true, maxSize: null },
): Promise<DataSource> {
  const client = await createS3(settings, world)
  const cache = openCache(cacheDirectory(world), options, world)
  const closing = new AbortController()
  const signal = AbortSignal.any([world.signal, closing.signal])
  return {
    async list(prefix) {
      const objects = await listObjects(client, parseS3Uri(prefix), world.signal)
      const files = objects.filter(({ key }) => !key.endsWith('/'))
      return files.map(({ bucket, key, bytes, etag }) => ({ uri: `s3://${bucket}/${key}`, bytes, version: etag }))
    },
    async plan(file) {
      const ranges = [{ start: 0, end: file.bytes }]
      const missing = await cache.missing(file, ranges)
      const bytesToFetch = missing.length > 0 ? file.bytes : 0
      return { file, how: 'whole', ranges, bytesToFetch, bytesFetched: 0, rowGroups: null }
    },
    async fetch({ file, ranges }) {
      let bytesFetched = 0
      try {
        const { path, kept } = await cache.fill(file, ranges, async (missing, sink) => {
          await download(client, file, sink, signal, world.log)
          for (const range of missing) await sink.commit(range)
          bytesFetched = file.bytes
        })
        return { ...file, path, ...(kept !== null && { kept }), bytesFetched }
      } catch (error) {
        if (!isChanged(error)) throw error
        await cache.forget(file)
        return 'changed'
      }
    },
    place: cache.directory,
    async close() {
      // After a failure other downloads are still under way.
      closing.abort()
      client.destroy()
      await cache.close()
    },
  }
}

/** Fetches the version that was listed, whole. */
async function download(client: S3Client, file: SourceFile, sink: Sink, signal: AbortSignal, log: Log): Promise<void> {
  const fetchOnce = async () => {
    const arrived = await copyBody(client, file, sink, signal)
    if (arrived !== file.bytes) throw new Error(`${arrived} of ${file.bytes} bytes arrived`)
  }
  await retryBody(`s3:GetObject on ${file.uri}`, signal, fetchOnce, log.info)
}

async function copyBody(client: S3Client, file: SourceFile, sink: Sink, signal: AbortSignal): Promise<number> {
  const { Body } = await getObject(client, { ...parseS3Uri(file.uri), etag: file.version }, signal)
  if (!(Body instanceof Readable)) throw new Error('the response has no body')
  let position = 0
  for await (const bytes of addAbortSignal(signal, Body)) {
    await sink.write(position, bytes)
    position += bytes.length
  }
  return position
}
