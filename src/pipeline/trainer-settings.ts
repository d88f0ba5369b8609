import { regionOfArn } from '../actions/arn.js'
import type { RetrainConfig } from '../config/retrain-schema.js'
import type { AwsSettings } from '../core/ports.js'

type Access = Pick<RetrainConfig, 'state_machine' | 'role_arn' | 'external_id'>

/** How the service that trains a model is spoken to: in the region of its ARN, as the role if there is one. */
export function trainerSettings({ state_machine: arn, role_arn: roleArn, external_id: externalId }: Access): AwsSettings {
  return {
    region: regionOfArn(arn),
    ...(roleArn !== undefined && { roleArn }),
    ...(externalId !== undefined && { externalId }),
  }
}
