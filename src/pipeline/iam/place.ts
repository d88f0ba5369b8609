import { regionOf } from '../../aws/client-config.js'
import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import { partitionOf } from '../../core/iam-policy.js'
import type { World } from '../../core/ports.js'

/** Where a model's AWS resources are, as far as its config says. */
export interface Place {
  readonly partition: string
  /** `*` = any. */
  readonly region: string
  /** Of the caller; `*` = it is not known. */
  readonly account: string
}

export function placeOf({ retrain }: ModelConfig, { defaults }: Config, world: World): Place {
  const region = regionOf(defaults.region, world) ?? null
  const [, partition, , machineRegion, account = '*'] = (retrain?.state_machine ?? '').split(':')
  return {
    partition: partition ?? partitionOf(region),
    region: region ?? machineRegion ?? '*',
    // Without a role the machine can only be of the caller's own account.
    account: retrain?.role_arn === undefined ? account : '*',
  }
}

/** The ARN of what an action was tried on: an S3 URI, a DynamoDB URI, an event bus by its name, or an ARN already. */
export function arnOf(action: string, resource: string, { partition, region, account }: Place): string {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(resource) ?? []
  if (bucket !== undefined) return `arn:${partition}:s3:::${bucket}${action === 's3:ListBucket' ? '' : `/${key}`}`
  const [, table] = /^dynamodb:\/\/([^/]+)/.exec(resource) ?? []
  if (table !== undefined) return `arn:${partition}:dynamodb:${region}:${account}:table/${table}`
  const [, bus] = /^event bus (.+)$/.exec(resource) ?? []
  if (bus === undefined || bus.startsWith('arn:')) return bus ?? resource
  return `arn:${partition}:events:${region}:${account}:event-bus/${bus}`
}
