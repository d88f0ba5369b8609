// What `aws s3 cp --recursive` does, with its defaults: 10 requests at once, whole objects, those above 8 MiB in
// parts of 8 MiB. node whole_objects.mjs s3://bucket/prefix/ FOLDER
import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import pMap from 'p-map'

const PART = 8 * 2 ** 20
const CONCURRENCY = 10

const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(process.argv[2] ?? '') ?? []
const folder = process.argv[3] ?? ''
const client = new S3Client({ forcePathStyle: true })

const parts = []
for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
  for (const { Key, Size } of Contents) {
    const file = path.join(folder, Key)
    await mkdir(path.dirname(file), { recursive: true })
    const handle = await open(file, 'w')
    const count = Math.max(1, Math.ceil(Size / PART))
    const left = { count }
    for (let index = 0; index < count; index++)
      parts.push({ Key, handle, left, start: index * PART, end: Math.min(Size, (index + 1) * PART), isOnly: count === 1 })
  }
}
await pMap(
  parts,
  async ({ Key, handle, left, start, end, isOnly }) => {
    const range = isOnly ? {} : { Range: `bytes=${start}-${end - 1}` }
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, ...range }))
    let position = start
    for await (const chunk of Body) {
      await handle.write(chunk, 0, chunk.length, position)
      position += chunk.length
    }
    if (--left.count === 0) await handle.close()
  },
  { concurrency: CONCURRENCY },
)
