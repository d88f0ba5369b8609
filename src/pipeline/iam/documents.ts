import { type Grant, literally } from '../../core/iam-policy.js'
import { storeSchemeOf } from '../../stores/index.js'
import type { Place } from './place.js'

/** What is done with documents. A read tells an absent one from one that may not be read. */
export type DocumentUse = 'read' | 'write' | 'remove' | 'list'

/** Documents of one place, by their URIs; `*` at the end of a name stands for any characters. */
export interface Documents {
  readonly uris: readonly string[]
  readonly uses: readonly DocumentUse[]
}

/** What a store of documents must be allowed. Local ones need nothing. */
export function documentGrants(sid: string, { uris, uses }: Documents, place: Place): Grant[] {
  return uris.flatMap((uri) => {
    const scheme = storeSchemeOf(uri)
    if (scheme === 's3') return s3Grants(sid, uri, uses, place)
    return uri.startsWith('dynamodb://') ? tableGrants(sid, uri, uses, place) : []
  })
}

const S3_ACTIONS = { read: ['s3:GetObject'], write: ['s3:PutObject'], remove: ['s3:DeleteObject'], list: [] } as const

function s3Grants(sid: string, uri: string, uses: readonly DocumentUse[], { partition }: Place): Grant[] {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? []
  const pattern = withWildcard(key)
  const actions = uses.flatMap((use) => S3_ACTIONS[use])
  const objects = { sid, actions, resources: [`arn:${partition}:s3:::${bucket}/${pattern}`] }
  return [
    ...(actions.length === 0 ? [] : [objects]),
    // S3 tells who may not list a key only that access is denied, be the object there or not.
    ...(uses.some((use) => use === 'list' || use === 'read') ? [listing(bucket, [pattern], partition)] : []),
  ]
}

/** To list keys of a bucket that begin so. */
export function listing(bucket: string, prefixes: readonly string[], partition: string): Grant {
  return {
    sid: 'ListObjects',
    actions: ['s3:ListBucket'],
    resources: [`arn:${partition}:s3:::${bucket}`],
    only: { operator: 'StringLike', key: 's3:prefix', values: prefixes },
  }
}

const TABLE_ACTIONS = {
  read: ['dynamodb:GetItem'],
  write: ['dynamodb:PutItem'],
  remove: ['dynamodb:DeleteItem'],
  list: ['dynamodb:Query'],
} as const

/** The partition key is the folder of a document where the table has a sort key, else its whole path. */
function tableGrants(sid: string, uri: string, uses: readonly DocumentUse[], { partition, region, account }: Place): Grant[] {
  const [, table = '', path = ''] = /^dynamodb:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? []
  const resources = [`arn:${partition}:dynamodb:${region}:${account}:table/${table}`]
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '/'
  const values = [literally(folder), withWildcard(path)]
  return [
    { sid: 'ReadTableKeys', actions: ['dynamodb:DescribeTable'], resources },
    {
      sid,
      actions: uses.flatMap((use) => TABLE_ACTIONS[use]),
      resources,
      only: { operator: 'ForAllValues:StringLike', key: 'dynamodb:LeadingKeys', values },
    },
  ]
}

function withWildcard(text: string): string {
  return text.endsWith('*') ? `${literally(text.slice(0, -1))}*` : literally(text)
}
