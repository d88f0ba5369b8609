import { pause } from '../aws/pause.js'
import { createS3, listObjects, listPage, parseS3Uri, type S3, type S3Location } from '../aws/s3.js'
import { readText } from '../aws/s3-read.js'
import { deleteObject, putText, type WriteCondition } from '../aws/s3-write.js'
import type { DocumentStore, StoredDocument } from '../core/documents.js'
import { isKnownError, knownError } from '../core/errors.js'
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
    for (let attempt = 1; ; attempt++) {
      const written = await putText(await client(), parseS3Uri(uri), text, condition, signal)
      if (typeof written === 'object') return stored(text, written.etag, written.versionId)
      const present = await find(uri)
      if (present?.text === text) return present
      if (written === 'refused' || !holds(condition, present)) return null
      if (attempt === ATTEMPTS) throw contended(uri)
      await pause(50 * 2 ** attempt, signal)
    }
  }
  return {
    find,
    create: async (uri, text) => (await write(uri, text, 'absent')) ?? 'exists',
    replace: async (uri, text, { token }) => (await write(uri, text, { etag: token })) ?? 'changed',
    async list(folder) {
      const location = parseS3Uri(folder)
      const objects = await listObjects(await client(), location, signal, 'direct')
      // Consoles make an object of the folder's own name; not every server of the S3 API knows of delimiters.
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

/** Of a write that met another one; S3 says neither who was first nor whether it succeeded. */
const ATTEMPTS = 5

function holds(condition: WriteCondition, present: StoredDocument | null): boolean {
  return condition === 'absent' ? present === null : present?.token === condition.etag
}

function contended(uri: string): Error {
  return knownError('aws', `s3:PutObject on ${uri}: ${ATTEMPTS} times another write of this object was under way`, {
    hint: 'run again; if it stays so, something else writes this object all the time',
  })
}

function stored(text: string, etag: string, versionId: string | undefined): StoredDocument {
  const isVersioned = versionId !== undefined && versionId !== 'null'
  return { text, revision: isVersioned ? `version:${versionId}` : `etag:${etag.replaceAll('"', '')}`, token: etag }
}
