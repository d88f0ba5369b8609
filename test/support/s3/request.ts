export type S3Operation = 'ListObjectsV2' | 'GetObject' | 'HeadObject' | 'PutObject' | 'DeleteObject'

/** One call as it arrived. */
export interface S3Request {
  /** Null for what this server does not implement. */
  readonly operation: S3Operation | null
  readonly method: string
  readonly bucket: string
  /** Decoded; empty for calls about the bucket. */
  readonly key: string
  readonly query: Readonly<Record<string, string>>
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

/** Reads a path-style request line; null when it is no valid URI. */
export function parseRequest(method: string, target: string, headers: S3Request['headers']): S3Request | null {
  const [path = '', search = ''] = splitOnce(target, '?')
  const [bucket, key] = splitOnce(path.slice(1), '/').map(decode)
  if (bucket === undefined || bucket === null || key === null) return null
  const query = Object.fromEntries(new URLSearchParams(search))
  const resource = { method, bucket, key: key ?? '', query, headers }
  return { ...resource, operation: operationOf(resource) }
}

/** The IAM action that the call needs. */
export function actionOf(operation: S3Operation): string {
  return ACTIONS[operation]
}

const ACTIONS: Readonly<Record<S3Operation, string>> = {
  ListObjectsV2: 's3:ListBucket',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  DeleteObject: 's3:DeleteObject',
}

const OBJECT_OPERATIONS: Readonly<Record<string, S3Operation>> = {
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
  DELETE: 'DeleteObject',
}

type Resource = Omit<S3Request, 'operation'>

function operationOf({ method, bucket, key, query, headers }: Resource): S3Operation | null {
  if (bucket === '') return null
  if (key === '') return method === 'GET' && query['list-type'] === '2' ? 'ListObjectsV2' : null
  // Another parameter names a sub-resource (acl, tagging, uploads …), which must not be taken for the object.
  if (Object.keys(query).some((name) => name !== 'x-id' && name !== 'versionId')) return null
  if (query['versionId'] !== undefined && method !== 'GET' && method !== 'HEAD') return null
  if (headers['x-amz-copy-source'] !== undefined) return null
  return OBJECT_OPERATIONS[method] ?? null
}

/** Not `new URL`, which would resolve the `..` of a key. */
function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
