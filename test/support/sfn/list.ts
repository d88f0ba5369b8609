import type { Answer } from '../http-server.js'
import { parseMachineArn } from './arn.js'
import { type Body, invalid, ok, refuse, seconds, textOf } from './json.js'
import { invalidMachineArn, noSuchMachine } from './start.js'
import type { Execution, SfnState } from './state.js'

/** ListExecutions: newest first, by the start of running executions and by the end of closed ones. */
export function listExecutions(body: Body, state: SfnState): Answer {
  const { maxResults = 0 } = body
  if (typeof maxResults !== 'number' || maxResults < 0 || maxResults > 1000) {
    return invalid('maxResults', 'Member must have value less than or equal to 1000')
  }
  const stateMachineArn = textOf(body, 'stateMachineArn') ?? ''
  const arn = parseMachineArn(stateMachineArn)
  if (arn === null) return invalidMachineArn(stateMachineArn)
  const machine = state.machines.get(arn.unqualified)
  if (machine === undefined) return noSuchMachine(stateMachineArn)
  if (machine.type === 'EXPRESS') return noExpress('ListExecutions')
  const statusFilter = textOf(body, 'statusFilter')
  if (statusFilter === 'PENDING_REDRIVE') return invalid('statusFilter', 'PENDING_REDRIVE needs a mapRunArn')
  const found = newestFirst(state.executions.filter(isListed(arn.unqualified, arn.qualifier, statusFilter)))
  return page(found, textOf(body, 'nextToken'), Math.min(maxResults === 0 ? 100 : maxResults, state.pageSize))
}

function noExpress(operation: string): Answer {
  return refuse('StateMachineTypeNotSupported', `This operation is not supported by this type of state machine: ${operation}`)
}

function isListed(machine: string, qualifier: string | undefined, status: string | undefined) {
  return (execution: Execution) =>
    execution.stateMachineArn === machine &&
    (qualifier === undefined || execution.qualifier === qualifier) &&
    (status === undefined || execution.status === status)
}

function newestFirst(executions: readonly Execution[]): readonly Execution[] {
  const dated = ({ stopDate, startDate }: Execution) => (stopDate ?? startDate).getTime()
  return [...executions].reverse().sort((a, b) => dated(b) - dated(a))
}

/** The token names the last execution of the page before, so that new ones do not shift the pages. */
function page(found: readonly Execution[], token: string | undefined, limit: number): Answer {
  const last = token === undefined ? undefined : Buffer.from(token, 'base64url').toString()
  const start = last === undefined ? 0 : found.findIndex(({ arn }) => arn === last) + 1
  if (last !== undefined && start === 0) return refuse('InvalidToken', "Invalid Token: 'Invalid token'")
  const shown = found.slice(start, start + limit)
  const end = shown.at(-1)
  const isLast = end === undefined || start + limit >= found.length
  const nextToken = isLast ? {} : { nextToken: Buffer.from(end.arn).toString('base64url') }
  return ok({ executions: shown.map(summary), ...nextToken })
}

function summary({ arn, stateMachineArn, name, status, startDate, stopDate }: Execution): Body {
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: seconds(startDate),
    ...(stopDate === null ? {} : { stopDate: seconds(stopDate) }),
  }
}
