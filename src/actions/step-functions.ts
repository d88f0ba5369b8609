import { DescribeExecutionCommand, DescribeStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { clientConfig } from '../aws/client-config.js'
import { explainAwsError, notAws } from '../aws/errors.js'
import { hideCredentials } from '../aws/hide-credentials.js'
import { isKnownError } from '../core/errors.js'
import type { AwsSettings, Trainer, World } from '../core/ports.js'
import { executionArn, unqualified } from './arn.js'

/** Trainings as executions of an AWS Step Functions state machine. */
export function stepFunctions(settings: AwsSettings, world: World): Trainer {
  const { signal } = world
  const client = new SFNClient(clientConfig(settings.region, world))
  client.middlewareStack.add(hideCredentials, { step: 'deserialize', priority: 'high' })
  // A signal of its own for each call: the SDK leaves its listeners behind.
  const options = () => ({ abortSignal: AbortSignal.any([signal]) })
  return {
    async machineType(arn) {
      const stateMachineArn = unqualified(arn)
      const attempt = { action: 'states:DescribeStateMachine', resource: stateMachineArn, signal }
      try {
        const { type } = await client.send(
          new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }),
          options(),
        )
        if (type === undefined) throw notAws(`${attempt.action} on ${stateMachineArn}`)
        return type
      } catch (error) {
        if (isAccessDenied(error)) return null
        throw explainAwsError(error, attempt)
      }
    },
    async describe(stateMachineArn, name) {
      const arn = executionArn(stateMachineArn, name)
      try {
        const found = await client.send(
          new DescribeExecutionCommand({ executionArn: arn, includedData: 'METADATA_ONLY' }),
          options(),
        )
        const { status, startDate, stopDate = null } = found
        if (status === undefined || startDate === undefined) throw notAws(`states:DescribeExecution on ${arn}`)
        return { arn, status, startDate, stopDate }
      } catch (error) {
        if (isNamed(error, 'ExecutionDoesNotExist')) return null
        if (isAccessDenied(error)) return 'denied'
        throw explainAwsError(error, { action: 'states:DescribeExecution', resource: arn, signal })
      }
    },
    async start(request) {
      try {
        const { executionArn: arn, startDate } = await client.send(new StartExecutionCommand({ ...request }), options())
        if (arn === undefined || startDate === undefined) throw notAws(`states:StartExecution on ${request.stateMachineArn}`)
        return { arn, startDate }
      } catch (error) {
        if (isNamed(error, 'ExecutionAlreadyExists')) return 'exists'
        throw explainAwsError(error, { action: 'states:StartExecution', resource: request.stateMachineArn, signal })
      }
    },
    close: () => client.destroy(),
  }
}

function isAccessDenied(error: unknown): boolean {
  return isNamed(error, 'AccessDeniedException')
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && !isKnownError(error) && error.name === name
}
