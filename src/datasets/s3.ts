import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { S3Client } from '@aws-sdk/client-s3'
import { retryBody } from '../aws/retry-body.js'
import { createS3, listObjects, parseS3Uri } from '../aws/s3.js'
import { getObject, isChanged } from '../aws/s3-read.js'
import type { DataSource, SourceFile } from '../core/data-source.js'
import type { AwsSettings, Log, World } from '../core/ports.js'
import { cacheDirectory, openCache } from './cache.js'

/** Objects of S3, fetched whole into the cache. */
export async function s3Source(settings: AwsSettings, world: World): Promise<DataSource> {
  const client = await createS3(settings, world)
  const cache = openCache(cacheDirectory(world))
  const closing = new AbortController()
  const signal = AbortSignal.any([world.signal, closing.signal])
  return {
    async list(prefix) {
      const objects = await listObjects(client, parseS3Uri(prefix), world.signal)
      const files = objects.filter(({ key }) => !key.endsWith('/'))
      return files.map(({ bucket, key, bytes, etag }) => ({ uri: `s3://${bucket}/${key}`, bytes, version: etag }))
    },
    async plan(file) {
      const bytesToFetch = (await cache.find(file)) === null ? file.bytes : 0
      return { file, how: 'whole', ranges: [{ start: 0, end: file.bytes }], bytesToFetch, bytesFetched: 0, rowGroups: null }
    },
    async fetch({ file }) {
      const cached = await cache.find(file)
      if (cached !== null) return { ...file, path: cached, bytesFetched: 0 }
      try {
        const place = await cache.add(file, (temporary) => download(client, file, temporary, signal, world.log))
        return { ...file, path: place, bytesFetched: file.bytes }
      } catch (error) {
        if (isChanged(error)) return 'changed'
        throw error
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
async function download(client: S3Client, file: SourceFile, target: string, signal: AbortSignal, log: Log): Promise<void> {
  const fetchOnce = async () => {
    await copyBody(client, file, target, signal)
    const { size } = await stat(target)
    if (size !== file.bytes) throw new Error(`${size} of ${file.bytes} bytes arrived`)
  }
  await retryBody(`s3:GetObject on ${file.uri}`, signal, fetchOnce, log.info)
}

async function copyBody(client: S3Client, file: SourceFile, target: string, signal: AbortSignal): Promise<void> {
  const { Body } = await getObject(client, { ...parseS3Uri(file.uri), etag: file.version }, signal)
  if (!(Body instanceof Readable)) throw new Error('the response has no body')
  await pipeline(Body, createWriteStream(target, { mode: 0o600 }), { signal })
}
