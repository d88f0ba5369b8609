import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  type ListExecutionsCommandOutput,
  paginateListExecutions,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import { explainAwsError, notAws } from '../aws/errors.js'
import { isKnownError } from '../core/errors.js'
import type { AwsSettings, World } from '../core/ports.js'
import { type Execution, type Failure, hasFailed, type ListOptions, type Trainer } from '../core/retraining.js'
import { unqualified } from './arn.js'
import { createSfn } from './client.js'

/** Trainings as executions of an AWS Step Functions state machine. */
export function stepFunctions(settings: AwsSettings, world: World): Trainer {
  const { signal } = world
  const client = createSfn(settings, world)
  // A signal of its own for each call: the SDK leaves its listeners behind.
  const options = () => ({ abortSignal: AbortSignal.any([signal]) })
  /** Whether error and cause count as metadata is not documented, so they are asked for in full; null = of an encrypted machine, without the right to decrypt. */
  const failureOf = async (executionArn: string): Promise<Failure | null> => {
    try {
      const { error = null, cause = null } = await client.send(new DescribeExecutionCommand({ executionArn }), options())
      return { error, cause }
    } catch (error) {
      if (isAccessDenied(error) || isOfKms(error)) return null
      throw error
    }
  }
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
        const execution = executionOf({ ...found, executionArn: arn }, attempt)
        const { error = null, cause = null } = found
        if (!hasFailed(execution.status) || (error !== null && cause !== null)) return { ...execution, error, cause }
        return { ...execution, ...((await failureOf(arn)) ?? { error, cause }) }
      } catch (error) {
        if (isNamed(error, 'ExecutionDoesNotExist')) return null
        if (isAccessDenied(error)) return 'denied'
        throw explainAwsError(error, attempt)
      }
    },
    async list(stateMachineArn, wanted) {
      const machine = unqualified(stateMachineArn)
      const attempt = { action: 'states:ListExecutions', resource: machine, signal }
      const pages = paginateListExecutions({ client }, listInput(machine, wanted), options())
      try {
        return await collect(pages, wanted, attempt)
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

function listInput(stateMachineArn: string, { limit, isRunning = false, isWanted }: ListOptions) {
  // Others may lie between those that are wanted: larger pages, as few may be asked for per second.
  const maxResults = isWanted === undefined ? Math.min(limit, 1000) : 1000
  return { stateMachineArn, maxResults, ...(isRunning && { statusFilter: 'RUNNING' as const }) }
}

async function collect(
  pages: AsyncIterable<ListExecutionsCommandOutput>,
  { limit, isWanted = () => true, lookAt = Number.POSITIVE_INFINITY }: ListOptions,
  attempt: Asked,
): Promise<Execution[]> {
  const wanted: Execution[] = []
  let lookedAt = 0
  for await (const { executions } of pages) {
    if (executions === undefined) throw notAws(`${attempt.action} on ${attempt.resource}`)
    wanted.push(...executions.map((item) => executionOf(item, attempt)).filter(isWanted))
    lookedAt += executions.length
    if (wanted.length >= limit || lookedAt >= lookAt) break
  }
  return wanted.slice(0, limit)
}

interface Asked {
  readonly action: string
  readonly resource: string
}

interface Answered {
  readonly executionArn?: string | undefined
  readonly name?: string | undefined
  readonly status?: Execution['status'] | undefined
  readonly startDate?: Date | undefined
  readonly stopDate?: Date | undefined
}

function executionOf(answered: Answered, { action, resource }: Asked): Execution {
  const { executionArn: arn, status, startDate, stopDate = null } = answered
  if (arn === undefined || status === undefined || startDate === undefined) throw notAws(`${action} on ${resource}`)
  return { arn, name: answered.name ?? arn.split(':').at(-1) ?? arn, status, startDate, stopDate }
}

function isOfKms(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('Kms')
}

function isAccessDenied(error: unknown): boolean {
  return isNamed(error, 'AccessDeniedException')
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && !isKnownError(error) && error.name === name
}
