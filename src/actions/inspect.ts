import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  type StateMachineStatus,
  type StateMachineType,
} from '@aws-sdk/client-sfn'
import { explainAwsError, explained, notAws } from '../aws/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import { executionArn, unqualified, versionOf } from './arn.js'
import { createSfn } from './client.js'

/** Looks at a state machine without starting it. Every refusal is an error that names the permission. */
export interface Inspector {
  /** Of a version if the ARN names one; an alias is not asked for. */
  machine(arn: string): Promise<{ readonly type: StateMachineType; readonly status: StateMachineStatus }>
  list(arn: string): Promise<void>
  /** Asks for an execution that need not exist. */
  describe(arn: string): Promise<void>
  close(): void
}

export function inspector(settings: AwsSettings, world: World): Inspector {
  const { signal } = world
  const client = createSfn(settings, world)
  const options = () => ({ abortSignal: AbortSignal.any([signal]) })
  return {
    async machine(arn) {
      const stateMachineArn = versionOf(arn) === null ? unqualified(arn) : arn
      const attempt = { action: 'states:DescribeStateMachine', resource: stateMachineArn, signal }
      const command = new DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' })
      const { type, status } = await explained(attempt, () => client.send(command, options()))
      if (type === undefined || status === undefined) throw notAws(`${attempt.action} on ${stateMachineArn}`)
      return { type, status }
    },
    async list(arn) {
      const stateMachineArn = unqualified(arn)
      const attempt = { action: 'states:ListExecutions', resource: stateMachineArn, signal }
      const command = new ListExecutionsCommand({ stateMachineArn, maxResults: 1 })
      const { executions } = await explained(attempt, () => client.send(command, options()))
      if (executions === undefined) throw notAws(`${attempt.action} on ${stateMachineArn}`)
    },
    async describe(arn) {
      const execution = executionArn(arn, 'ctrain-doctor')
      const attempt = { action: 'states:DescribeExecution', resource: execution, signal }
      const command = new DescribeExecutionCommand({ executionArn: execution, includedData: 'METADATA_ONLY' })
      try {
        await client.send(command, options())
      } catch (error) {
        if (error instanceof Error && error.name === 'ExecutionDoesNotExist') return
        throw explainAwsError(error, attempt)
      }
    },
    close: () => client.destroy(),
  }
}
