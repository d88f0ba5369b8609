import { executionArn, unqualified, versionOf } from '../../actions/arn.js'
import type { Grant } from '../../core/iam-policy.js'
import type { Needs } from './subject.js'

/** To start the training: as the caller, or as the role that the caller assumes. */
export const trainingNeeds: Needs = ({ model: { retrain } }) => {
  if (retrain === undefined) return []
  if (retrain.role_arn === undefined) return machineGrants(retrain.state_machine)
  return [{ sid: 'AssumeTrainerRole', actions: ['sts:AssumeRole'], resources: [retrain.role_arn] }]
}

/** What the role must be allowed. */
export const trainerRoleNeeds: Needs = ({ model: { retrain } }) =>
  retrain?.role_arn === undefined ? [] : machineGrants(retrain.state_machine)

function machineGrants(arn: string): Grant[] {
  return [
    { sid: 'StartTraining', actions: ['states:StartExecution'], resources: [arn] },
    { sid: 'ReadStateMachine', actions: ['states:DescribeStateMachine', 'states:ListExecutions'], resources: [unqualified(arn)] },
    ...(versionOf(arn) === null ? [] : [{ sid: 'LookAtVersions', actions: ['states:DescribeStateMachine'], resources: [arn] }]),
    { sid: 'FollowTraining', actions: ['states:DescribeExecution'], resources: [executionArn(arn, '*')] },
  ]
}
