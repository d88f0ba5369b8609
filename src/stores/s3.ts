import { createS3, parseS3Uri } from '../aws/s3.js'
import { readText } from '../aws/s3-read.js'
import type { AwsSettings, DocumentStore, World } from '../core/ports.js'

/** Documents in S3. The revision is the version id of a versioned bucket, else the ETag. */
export function s3Store(settings: AwsSettings, world: World): DocumentStore {
  return {
    async read(uri) {
      const client = await createS3(settings, world)
      try {
        const { text, etag, versionId } = await readText(client, parseS3Uri(uri), world.signal)
        const isVersioned = versionId !== undefined && versionId !== 'null'
        return { text, revision: isVersioned ? `version:${versionId}` : `etag:${etag.replaceAll('"', '')}` }
      } finally {
        client.destroy()
      }
    },
  }
}
