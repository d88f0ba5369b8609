export type MachineType = 'STANDARD' | 'EXPRESS'

export type ClosedStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

export interface Machine {
  readonly arn: string
  readonly type: MachineType
  readonly createdAt: Date
}

export interface Execution {
  readonly arn: string
  readonly stateMachineArn: string
  /** The version or alias that it was started by. */
  readonly qualifier: string | undefined
  readonly type: MachineType
  readonly name: string
  /** Exactly as it was sent. */
  readonly input: string
  readonly status: 'RUNNING' | ClosedStatus
  readonly startDate: Date
  readonly stopDate: Date | null
  readonly output: string | null
  readonly error: string | null
  readonly cause: string | null
}

/** How an execution ended. Output only when it succeeded, error and cause only when it did not. */
export interface Outcome {
  readonly output?: string | undefined
  readonly error?: string | undefined
  readonly cause?: string | undefined
}

export interface SfnState {
  readonly machines: Map<string, Machine>
  /** In order of start. */
  readonly executions: Execution[]
  /** Names of operations that answer AccessDeniedException. */
  readonly denied: ReadonlySet<string>
  readonly pageSize: number
  /** Whether METADATA_ONLY leaves error and cause out; what AWS does is not documented. */
  readonly withholdsFailures: boolean
  readonly now: () => Date
}

export function findExecution(state: SfnState, arn: string): Execution | undefined {
  return state.executions.find((execution) => execution.arn === arn)
}

/** Closes a running execution; a closed one stays as it is, for its end is final. */
export function close(state: SfnState, running: Execution, status: ClosedStatus, outcome: Outcome): Execution {
  if (running.status !== 'RUNNING') return running
  const { output = '{}', error = null, cause = null } = outcome
  const ending = status === 'SUCCEEDED' ? { output } : { error, cause }
  const closed = { ...running, status, stopDate: state.now(), ...ending }
  state.executions.splice(state.executions.indexOf(running), 1, closed)
  return closed
}
