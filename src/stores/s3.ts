import { notAws } from '../aws/errors.js'
import { createS3, getObject, parseS3Uri } from '../aws/s3.js'
import type { AwsSettings, DocumentStore, World } from '../core/ports.js'

/** Documents in S3. The revision is the version id of a versioned bucket, else the ETag. */
export function s3Store(settings: AwsSettings, world: World): DocumentStore {
  return {
    async read(uri) {
      const client = await createS3(settings, world)
      try {
        const { Body, ETag, VersionId } = await getObject(client, parseS3Uri(uri), world.signal)
        const text = await Body?.transformToString('utf8')
        const revision =
          VersionId !== undefined && VersionId !== 'null' ? `version:${VersionId}` : ETag && `etag:${ETag.replaceAll('"', '')}`
        if (text === undefined || !revision) {
          throw notAws(`s3:GetObject on ${uri}`)
        }
        return { text, revision }
      } finally {
        client.destroy()
      }
    },
  }
}
