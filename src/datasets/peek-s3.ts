import { buffer } from 'node:stream/consumers'
import { retryBody } from '../aws/retry-body.js'
import { createS3, listPage, parseS3Uri, type S3Object } from '../aws/s3.js'
import { getBytes } from '../aws/s3-read.js'
import type { AwsSettings, World } from '../core/ports.js'
import { parseSource } from './pattern.js'
import { PEEK_BYTES, type Peek } from './peek.js'

/** Pages of a listing, at most: a prefix of other data may hold millions of objects. */
const MOST_PAGES = 10

/** A source in S3. */
export async function peekS3(source: string, settings: AwsSettings, world: World): Promise<Peek> {
  const { signal } = world
  const client = await createS3(settings, world)
  const { prefix, matches } = parseSource(source, '/')
  let listed = 0
  let token: string | undefined
  try {
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page = await listPage(client, parseS3Uri(prefix), token, signal)
      listed += page.objects.length
      const found = page.objects.find((object) => object.bytes > 0 && matches(uriOf(object)))
      if (found !== undefined) {
        const range = { start: 0, end: Math.min(PEEK_BYTES, found.bytes) }
        await retryBody(`s3:GetObject on ${uriOf(found)}`, signal, async () => {
          const { length } = await buffer((await getBytes(client, found, range, signal)).body)
          if (length !== range.end) throw new Error(`${length} of ${range.end} bytes arrived`)
        })
        return { read: uriOf(found), listed, isWhole: false }
      }
      if (page.next === undefined) return { read: null, listed, isWhole: true }
      token = page.next
    }
    return { read: null, listed, isWhole: false }
  } finally {
    client.destroy()
  }
}

function uriOf({ bucket, key }: S3Object): string {
  return `s3://${bucket}/${key}`
}
