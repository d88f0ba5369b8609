import type { RecordedRun } from './records.js'

/** A training as the records of runs tell of it. */
export interface RecordedTraining {
  readonly executionArn: string
  readonly executionName: string
  /** ISO 8601, UTC; null = it was started before the first of these records. */
  readonly startedAt: string | null
  /** Of the execution, or what the run said that saw it last. */
  readonly status: string
  /** When it was seen last. */
  readonly seenAt: string
}

/** The trainings that runs have started or met, in the order in which they turn up. */
export function recordedTrainings(runs: readonly RecordedRun[]): readonly RecordedTraining[] {
  const trainings = new Map<string, RecordedTraining>()
  for (const { retrain, recordedAt } of runs) {
    if (retrain === null || retrain.executionArn === null) continue
    const { executionArn, executionName, execution, status } = retrain
    const known = trainings.get(executionArn)
    const startedAt = execution?.startDate ?? (status === 'started' ? recordedAt : null)
    trainings.set(executionArn, {
      executionArn,
      executionName: executionName ?? executionArn.split(':').at(-1) ?? executionArn,
      startedAt: known?.startedAt ?? startedAt,
      status: execution?.status ?? status,
      seenAt: recordedAt,
    })
  }
  return [...trainings.values()]
}
