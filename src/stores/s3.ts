import { createS3, listObjects, listPage, parseS3Uri, type S3, type S3Location } from '../aws/s3.js'
import { readText } from '../aws/s3-read.js'
import { deleteObject, putText, type WriteCondition } from '../aws/s3-write.js'
import type { DocumentStore, StoredDocument } from '../core/documents.js'
import { isKnownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'

/** Documents in S3. The revision is the version id of a versioned bucket, else the ETag. */
export function s3Store(settings: AwsSettings, world: World): DocumentStore {
  let opened: Promise<S3> | null = null
  const client = () => {
    opened ??= createS3(settings, world)
    return opened
  }
  const { signal } = world
  const find = async (uri: string): Promise<StoredDocument | null> => {
    const [s3, location] = [await client(), parseS3Uri(uri)]
    try {
      const { text, etag, versionId } = await readText(s3, location, signal)
      return stored(text, etag, versionId)
    } catch (error) {
      if (isKnownError(error) && error.cause instanceof Error && error.cause.name === 'NoSuchKey') return null
      if (isDenial(error) && (await isAbsent(s3, location, signal))) return null
      throw error
    }
  }
  const write = async (uri: string, text: string, condition: WriteCondition): Promise<StoredDocument | null> => {
    const written = await putText(await client(), parseS3Uri(uri), text, condition, signal)
    if (written !== 'refused') return stored(text, written.etag, written.versionId)
    const present = await find(uri)
    return present?.text === text ? present : null
  }
  return {
    find,
    create: async (uri, text) => (await write(uri, text, 'absent')) ?? 'exists',
    replace: async (uri, text, { token }) => (await write(uri, text, { etag: token })) ?? 'changed',
    async list(folder) {
      const location = parseS3Uri(folder)
      const objects = await listObjects(await client(), location, signal)
      const direct = objects.filter(({ key }) => key !== location.key && !key.slice(location.key.length).includes('/'))
      return direct.map(({ bucket, key }) => `s3://${bucket}/${key}`)
    },
    remove: async (uri) => await deleteObject(await client(), parseS3Uri(uri), signal),
    async close() {
      if (opened !== null) (await opened).destroy()
    },
  }
}

function isDenial(error: unknown): boolean {
  return isKnownError(error) && error.refused?.action === 's3:GetObject'
}

/**
 * Whether a listing says that there is no such object. Of one that is absent, S3 answers "access denied" to who
 * may list some prefixes only, as a condition on the prefix does not hold for a read.
 */
async function isAbsent(client: S3, location: S3Location, signal: AbortSignal): Promise<boolean> {
  try {
    // The key itself is the first of those that begin with it.
    const { objects } = await listPage(client, location, undefined, signal)
    return objects[0]?.key !== location.key
  } catch (error) {
    signal.throwIfAborted()
    if (isKnownError(error)) return false
    throw error
  }
}

function stored(text: string, etag: string, versionId: string | undefined): StoredDocument {
  const isVersioned = versionId !== undefined && versionId !== 'null'
  return { text, revision: isVersioned ? `version:${versionId}` : `etag:${etag.replaceAll('"', '')}`, token: etag }
}
