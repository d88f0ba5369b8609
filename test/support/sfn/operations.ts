import type { Answer } from '../http-server.js'
import { describeExecution, describeStateMachine, stopExecution } from './describe.js'
import { type Body, refuse, textOf } from './json.js'
import { listExecutions } from './list.js'
import { startExecution } from './start.js'
import type { SfnState } from './state.js'

/** Carries out one operation, or the refusal that Step Functions would answer. */
export function operate(operation: string, body: Body | null, state: SfnState): Answer {
  const carryOut = OPERATIONS[operation]
  if (carryOut === undefined) return refuse('UnknownOperationException', '')
  if (body === null) return refuse('SerializationException', '')
  return state.denied.has(operation) ? accessDenied(operation, body) : carryOut(body, state)
}

const OPERATIONS: Readonly<Record<string, (body: Body, state: SfnState) => Answer>> = {
  StartExecution: startExecution,
  DescribeExecution: describeExecution,
  ListExecutions: listExecutions,
  DescribeStateMachine: describeStateMachine,
  StopExecution: stopExecution,
}

function accessDenied(operation: string, body: Body): Answer {
  const resource = textOf(body, 'stateMachineArn') ?? textOf(body, 'executionArn') ?? '*'
  const who = 'User: arn:aws:iam::123456789012:user/dev is not authorized to perform'
  const why = `because no identity-based policy allows the states:${operation} action`
  return refuse('AccessDeniedException', `${who}: states:${operation} on resource: ${resource} ${why}`)
}
