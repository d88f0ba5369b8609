import type { Answer } from '../http-server.js'
import { isExecutionArn, parseMachineArn } from './arn.js'
import { type Body, ok, refuse, seconds, textOf } from './json.js'
import { invalidMachineArn, noSuchMachine } from './start.js'
import { close, type Execution, findExecution, type SfnState } from './state.js'

export function describeExecution(body: Body, state: SfnState): Answer {
  return withExecution(body, state, (execution) => {
    const isWithheld = isMetadataOnly(body) && state.withholdsFailures
    const shown = isWithheld ? { ...execution, error: null, cause: null } : execution
    const data = isMetadataOnly(body) ? {} : payload(execution)
    return ok({ ...metadata(shown), ...data })
  })
}

/** StopExecution. Stopping a closed execution answers when it ended. */
export function stopExecution(body: Body, state: SfnState): Answer {
  return withExecution(body, state, (execution) => {
    const outcome = { error: textOf(body, 'error'), cause: textOf(body, 'cause') }
    const { stopDate } = close(state, execution, 'ABORTED', outcome)
    return ok({ stopDate: seconds(stopDate ?? state.now()) })
  })
}

export function describeStateMachine(body: Body, state: SfnState): Answer {
  const stateMachineArn = textOf(body, 'stateMachineArn') ?? ''
  const arn = parseMachineArn(stateMachineArn)
  if (arn === null) return invalidMachineArn(stateMachineArn)
  const machine = state.machines.get(arn.unqualified)
  if (machine === undefined) return noSuchMachine(stateMachineArn)
  return ok({
    stateMachineArn,
    name: machine.arn.split(':').at(-1),
    type: machine.type,
    status: 'ACTIVE',
    creationDate: seconds(machine.createdAt),
    roleArn: 'arn:aws:iam::123456789012:role/training',
    definition: isMetadataOnly(body) ? '{}' : DEFINITION,
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  })
}

const DEFINITION = '{"StartAt":"Train","States":{"Train":{"Type":"Succeed"}}}'

function withExecution(body: Body, state: SfnState, answer: (execution: Execution) => Answer): Answer {
  const arn = textOf(body, 'executionArn') ?? ''
  if (arn.includes(':express:')) return refuse('InvalidArn', "Invalid Arn: 'Resource type not valid in this context: express'")
  if (!isExecutionArn(arn)) return refuse('InvalidArn', `Invalid Arn: '${arn}'`)
  const execution = findExecution(state, arn)
  return execution === undefined ? refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`) : answer(execution)
}

function isMetadataOnly(body: Body): boolean {
  return body['includedData'] === 'METADATA_ONLY'
}

function metadata({ arn, stateMachineArn, qualifier, name, status, startDate, stopDate, error, cause }: Execution): Body {
  return {
    executionArn: arn,
    stateMachineArn,
    ...qualified(stateMachineArn, qualifier),
    name,
    status,
    startDate: seconds(startDate),
    ...(stopDate === null ? {} : { stopDate: seconds(stopDate) }),
    ...(error === null ? {} : { error }),
    ...(cause === null ? {} : { cause }),
    redriveCount: 0,
    redriveStatus: status === 'RUNNING' || status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
  }
}

function payload({ input, output }: Execution): Body {
  const details = { included: true }
  return { input, inputDetails: details, ...(output === null ? {} : { output, outputDetails: details }) }
}

function qualified(arn: string, qualifier: string | undefined): Body {
  if (qualifier === undefined) return {}
  const field = /^\d+$/.test(qualifier) ? 'stateMachineVersionArn' : 'stateMachineAliasArn'
  return { [field]: `${arn}:${qualifier}` }
}
