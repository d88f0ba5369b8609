import { randomUUID } from 'node:crypto'
import { type Answer, type Handler, headersOf, type LocalServer, listen, pause, readBody, reset, send } from './http-server.js'
import { type Body, parseBody, refuse } from './sfn/json.js'
import { operate } from './sfn/operations.js'
import {
  type ClosedStatus,
  close,
  type Execution,
  findExecution,
  type MachineType,
  type Outcome,
  type SfnState,
} from './sfn/state.js'

export type { ClosedStatus, Execution, MachineType, Outcome } from './sfn/state.js'

/** What goes wrong with one call. */
export type SfnFault =
  /** An error answer; the operation is not applied. */
  | { readonly kind: 'status'; readonly status: number; readonly type: string; readonly message?: string }
  /** The connection is cut before the operation is applied. */
  | { readonly kind: 'reset' }
  /** The operation is applied, then the connection is cut instead of an answer. */
  | { readonly kind: 'lostResponse' }
  | { readonly kind: 'delay'; readonly ms: number }

/** The target is the operation's name without prefix, e.g. `StartExecution`. */
export type SfnHook = (target: string, body: Body) => SfnFault | undefined

export interface SfnOptions {
  readonly port?: number
  readonly onRequest?: SfnHook
  /** The clock of start and stop dates. */
  readonly now?: () => Date
  /** Most executions per listing page, to test paging with few. 1000 by default. */
  readonly pageSize?: number
}

/** A call with its outcome. */
export interface LoggedSfnRequest {
  readonly target: string
  readonly body: Body
  readonly headers: Readonly<Record<string, string>>
  /** Null while it is unanswered, and for good when the connection was cut. */
  readonly status: number | null
}

/** A local Step Functions that records executions and runs nothing; any signature is accepted. */
export interface StepFunctionsServer extends LocalServer {
  /** Every call in order of arrival, retries included. */
  readonly requests: readonly LoggedSfnRequest[]
  /** In order of start. */
  readonly executions: readonly Execution[]
  /** Names of operations (`StartExecution`) that answer AccessDeniedException. */
  readonly denied: Set<string>
  /** Called once per call; may be replaced at any time. */
  onRequest: SfnHook | undefined
  /** The clock of start and stop dates; may be replaced at any time. */
  now: () => Date
  /** Whether METADATA_ONLY leaves error and cause out; false by default. */
  withholdsFailures: boolean
  /** Most executions per listing page. */
  pageSize: number
  /** The ARN without version or alias. */
  addStateMachine(arn: string, type?: MachineType): void
  /** Ends a running execution. Throws when there is none with this ARN. */
  finish(executionArn: string, status: ClosedStatus, outcome?: Outcome): Execution
}

export async function startStepFunctions(options: SfnOptions = {}): Promise<StepFunctionsServer> {
  const { now = () => new Date(), pageSize = 1000 } = options
  const requests: Entry[] = []
  const denied = new Set<string>()
  const control: Control = {
    machines: new Map(),
    executions: [],
    denied,
    pageSize,
    withholdsFailures: false,
    now,
    onRequest: options.onRequest,
  }
  const server = await listen(handler(control, requests), options.port)
  // The same object, so that a replaced onRequest reaches the handler.
  return Object.assign(control, server, {
    requests,
    denied,
    addStateMachine(arn: string, type: MachineType = 'STANDARD') {
      control.machines.set(arn, { arn, type, createdAt: control.now() })
    },
    finish(executionArn: string, status: ClosedStatus, outcome: Outcome = {}) {
      const execution = findExecution(control, executionArn)
      if (execution?.status !== 'RUNNING') throw new Error(`no execution ${executionArn} is running`)
      return close(control, execution, status, outcome)
    },
  })
}

interface Control extends SfnState {
  now: () => Date
  onRequest: SfnHook | undefined
  withholdsFailures: boolean
  pageSize: number
}

type Entry = { -readonly [Field in keyof LoggedSfnRequest]: LoggedSfnRequest[Field] }

const PREFIX = 'AWSStepFunctions.'

function handler(control: Control, requests: Entry[]): Handler {
  return async (incoming, response, closing) => {
    const headers = headersOf(incoming)
    const target = (headers['x-amz-target'] ?? '').replace(PREFIX, '')
    const body = parseBody((await readBody(incoming)).toString())
    const entry: Entry = { target, body: body ?? {}, headers, status: null }
    requests.push(entry)
    const fault = control.onRequest?.(target, entry.body)
    if (fault?.kind === 'reset') return reset(incoming)
    if (fault?.kind === 'delay') await pause(fault.ms, closing)
    const answer = answerTo(entry, body, control, fault)
    if (fault?.kind === 'lostResponse') return reset(incoming)
    entry.status = answer.status
    send({ ...answer, headers: { ...answer.headers, 'x-amzn-requestid': randomUUID() } }, incoming, response)
  }
}

function answerTo({ target, headers }: Entry, body: Body | null, state: SfnState, fault: SfnFault | undefined): Answer {
  if (fault?.kind === 'status') return refuse(fault.type, fault.message ?? fault.type, fault.status)
  if (headers['authorization'] === undefined) {
    return refuse('MissingAuthenticationTokenException', 'Missing Authentication Token', 403)
  }
  return operate(target, body, state)
}
