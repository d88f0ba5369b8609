import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { AwsSettings } from '../core/ports.js'

type Own = Partial<Pick<ModelConfig['dataset'], 'anonymous' | 'requester_pays' | 'expected_bucket_owner'>>

/** How AWS is spoken to: as the dataset says, else as the config says of all models. */
export function awsSettings({ defaults }: Config, own: Own = {}): AwsSettings {
  const anonymous = own.anonymous ?? defaults.anonymous
  const requesterPays = own.requester_pays ?? defaults.requester_pays
  const expectedBucketOwner = own.expected_bucket_owner ?? defaults.expected_bucket_owner
  return {
    region: defaults.region,
    ...(anonymous !== undefined && { anonymous }),
    ...(requesterPays !== undefined && { requesterPays }),
    ...(expectedBucketOwner !== undefined && { expectedBucketOwner }),
  }
}
