import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  paginateListExecutions,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { explainAwsError, notAws } from '../aws/errors.js'
import { isKnownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import type { Execution, Trainer } from '../core/retraining.js'
import { unqualified } from './arn.js'
import { createSfn } from './client.js'

/** Trainings as executions of an AWS Step Functions state machine. */
export function stepFunctions(settings: AwsSettings, world: World): Trainer {
  const { signal } = world
  const client = createSfn(settings, world)
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
    async describe(arn) {
      const attempt = { action: 'states:DescribeExecution', resource: arn, signal }
      try {
        const found = await client.send(
          new DescribeExecutionCommand({ executionArn: arn, includedData: 'METADATA_ONLY' }),
          options(),
        )
        const { error = null, cause = null } = found
        return { ...executionOf({ ...found, executionArn: arn }, attempt), error, cause }
      } catch (error) {
        if (isNamed(error, 'ExecutionDoesNotExist')) return null
        if (isAccessDenied(error)) return 'denied'
        throw explainAwsError(error, attempt)
      }
    },
    async list(stateMachineArn, { limit, isRunning = false }) {
      const machine = unqualified(stateMachineArn)
      const attempt = { action: 'states:ListExecutions', resource: machine, signal }
      const input = {
        stateMachineArn: machine,
        maxResults: Math.min(limit, 1000),
        ...(isRunning && { statusFilter: 'RUNNING' as const }),
      }
      const executions: Execution[] = []
      try {
        for await (const page of paginateListExecutions({ client }, input, options())) {
          if (page.executions === undefined) throw notAws(`${attempt.action} on ${machine}`)
          executions.push(...page.executions.map((item) => executionOf(item, attempt)))
          if (executions.length >= limit) break
        }
        return executions.slice(0, limit)
      } catch (error) {
        if (isAccessDenied(error)) return 'denied'
        throw explainAwsError(error, attempt)
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

interface Answered {
  readonly executionArn?: string | undefined
  readonly name?: string | undefined
  readonly status?: Execution['status'] | undefined
  readonly startDate?: Date | undefined
  readonly stopDate?: Date | undefined
}

function executionOf(
  answered: Answered,
  { action, resource }: { readonly action: string; readonly resource: string },
): Execution {
  const { executionArn: arn, status, startDate, stopDate = null } = answered
  if (arn === undefined || status === undefined || startDate === undefined) throw notAws(`${action} on ${resource}`)
  return { arn, name: answered.name ?? arn.split(':').at(-1) ?? arn, status, startDate, stopDate }
}

function isAccessDenied(error: unknown): boolean {
  return isNamed(error, 'AccessDeniedException')
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && !isKnownError(error) && error.name === name
}
