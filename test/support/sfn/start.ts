import { randomUUID } from 'node:crypto'
import type { Answer } from '../http-server.js'
import { executionArn, expressArn, isName, type MachineArn, parseMachineArn } from './arn.js'
import { type Body, invalid, isJson, ok, refuse, seconds, textOf } from './json.js'
import { type Execution, findExecution, type Machine, type SfnState } from './state.js'

/** StartExecution. Only STANDARD machines give a running execution back to a repeated start. */
export function startExecution(body: Body, state: SfnState): Answer {
  const stateMachineArn = textOf(body, 'stateMachineArn') ?? ''
  const { name = randomUUID(), input = '{}' } = { name: textOf(body, 'name'), input: textOf(body, 'input') }
  const refusal = refuseStart(stateMachineArn, name, input)
  if (refusal !== null) return refusal
  const arn = parseMachineArn(stateMachineArn)
  const machine = arn === null ? undefined : state.machines.get(arn.unqualified)
  if (arn === null || machine === undefined) return noSuchMachine(stateMachineArn)
  return machine.type === 'EXPRESS' ? add(arn, machine, name, input, state) : startOnce(arn, machine, name, input, state)
}

export function noSuchMachine(arn: string): Answer {
  return refuse('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
}

export function invalidMachineArn(arn: string): Answer {
  return refuse('InvalidArn', `Invalid Arn: 'Invalid State Machine Arn: ${arn}'`)
}

const MAX_INPUT_BYTES = 262_144

function refuseStart(stateMachineArn: string, name: string, input: string): Answer | null {
  if (Buffer.byteLength(input) > MAX_INPUT_BYTES) {
    return invalid('input', `Member must have length less than or equal to ${MAX_INPUT_BYTES}`)
  }
  if (parseMachineArn(stateMachineArn) === null) return invalidMachineArn(stateMachineArn)
  if (!isName(name)) return refuse('InvalidName', `Invalid Name: '${name}'`)
  if (!isJson(input)) return refuse('InvalidExecutionInput', 'Invalid State Machine Execution Input: the input is no JSON')
  return null
}

function startOnce(arn: MachineArn, machine: Machine, name: string, input: string, state: SfnState): Answer {
  const existing = findExecution(state, executionArn(machine.arn, name))
  if (existing === undefined) return add(arn, machine, name, input, state)
  if (existing.status === 'RUNNING' && existing.input === input) return started(existing)
  return refuse('ExecutionAlreadyExists', `Execution Already Exists: '${existing.arn}'`)
}

function add({ qualifier }: MachineArn, machine: Machine, name: string, input: string, state: SfnState): Answer {
  const isExpress = machine.type === 'EXPRESS'
  const execution: Execution = {
    arn: isExpress ? expressArn(machine.arn, name, randomUUID()) : executionArn(machine.arn, name),
    stateMachineArn: machine.arn,
    qualifier,
    type: machine.type,
    name,
    input,
    status: 'RUNNING',
    startDate: state.now(),
    stopDate: null,
    output: null,
    error: null,
    cause: null,
  }
  state.executions.push(execution)
  return started(execution)
}

function started({ arn, startDate }: Execution): Answer {
  return ok({ executionArn: arn, startDate: seconds(startDate) })
}
