/** What became of the decision to train. */
export type RetrainStatus =
  | 'started'
  | 'joined'
  | 'already_started'
  | 'already_trained'
  | 'training_running'
  | 'on_hold'
  | 'cooling_down'
  | 'too_many_starts'
  | 'quiet'
  | 'data_too_old'
  | 'dry_run'
  | 'not_needed'
  | 'not_configured'
  | 'inconclusive'

/** What became of the decision to train. */
export interface RetrainResult {
  readonly status: RetrainStatus
  readonly executionArn: string | null
  readonly executionName: string | null
  readonly reason: string
  /** The StartExecution request, as sent or, in a dry run, as it would be. */
  readonly request: StartRequest | null
  /** Id of the drift event: model, state machine and production score revision. */
  readonly driftEvent: string | null
  /** Counts the trainings of one drift event, from 1. */
  readonly attempt: number | null
  /** What `--reason` said of `--force`; null where nothing was forced. */
  readonly forcedBecause: string | null
  /** The execution as it was last seen; null where it was not looked at. */
  readonly execution: ExecutionFacts | null
}

/**
 * Whether a result tells of an execution of the drift event itself, so that `--wait` waits for its end. Where another
 * training stands in the way, or none is wanted, nothing was started and there is nothing to wait for.
 */
export function isAwaited({ status, executionArn }: Pick<RetrainResult, 'status' | 'executionArn'>): boolean {
  return status === 'already_started' || (executionArn !== null && OF_THE_EVENT.includes(status))
}

const OF_THE_EVENT: readonly RetrainStatus[] = ['started', 'joined', 'already_trained', 'on_hold', 'cooling_down']

/** A StartExecution request. */
export interface StartRequest {
  readonly stateMachineArn: string
  readonly name: string
  /** Canonical JSON. */
  readonly input: string
}

/** States of an execution, as Step Functions names them. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE'

/** PENDING_REDRIVE is no end: it goes on. */
export function isClosed(status: ExecutionStatus): boolean {
  return status !== 'RUNNING' && status !== 'PENDING_REDRIVE'
}

/** Whether it ended otherwise than by success. */
export function hasFailed(status: ExecutionStatus): boolean {
  return isClosed(status) && status !== 'SUCCEEDED'
}

/** An execution of a state machine as it was last seen; times are ISO 8601, UTC. */
export interface ExecutionFacts {
  readonly status: ExecutionStatus
  /** ISO 8601, UTC. */
  readonly startDate: string
  readonly stopDate: string | null
  readonly error: string | null
  readonly cause: string | null
}

export interface Execution {
  readonly arn: string
  readonly name: string
  readonly status: ExecutionStatus
  readonly startDate: Date
  readonly stopDate: Date | null
}

/** Why a closed execution failed; null = it says nothing. */
export interface Failure {
  readonly error: string | null
  readonly cause: string | null
}

/** An execution that was looked at. */
export type SeenExecution = Execution & Failure

/** As the report shows it. */
export function executionFacts({ status, startDate, stopDate, error, cause }: SeenExecution): ExecutionFacts {
  return { status, startDate: startDate.toISOString(), stopDate: stopDate?.toISOString() ?? null, error, cause }
}

export interface ListOptions {
  readonly limit: number
  readonly isRunning?: boolean
  /** Which of them are wanted; by default all are. Called once for each that is looked at, newest first. */
  readonly isWanted?: (execution: Execution) => boolean
  /** No more than about so many are looked at to find those that are wanted. */
  readonly lookAt?: number
}

/** Starts and observes training executions. What it tells of them is eventually consistent: advice, never a lock. */
export interface Trainer {
  /** Null when the caller may not look. Rejects when there is no such state machine. */
  machineType(stateMachineArn: string): Promise<'STANDARD' | 'EXPRESS' | null>
  /** Null when there is no such execution; `denied` when the caller may not look. */
  describe(executionArn: string): Promise<SeenExecution | null | 'denied'>
  /** Of the state machine, newest first, at most `limit`; `denied` when the caller may not look. */
  list(stateMachineArn: string, options: ListOptions): Promise<readonly Execution[] | 'denied'>
  /**
   * Starts an execution, or joins the running one of the same name and input: safe to repeat.
   * `exists` = the name belongs to a closed execution, or to one with another input.
   */
  start(request: StartRequest): Promise<{ readonly arn: string; readonly startDate: Date } | 'exists'>
  close(): Promise<void> | void
}
