import { parseExecutionName, slugOf } from '../../core/execution-name.js'
import { type Execution, hasFailed } from '../../core/retraining.js'
import { mergeStarts, type PastStart } from '../../core/start-guards.js'
import type { StartRecord } from './record-schema.js'

/** The starts of a model, by what its records and the listed executions tell; these also know how a training ended. */
export function pastStarts(model: string, records: readonly StartRecord[], listed: readonly Execution[]): readonly PastStart[] {
  const recorded = records.map(({ executionName, startDate }) => ({
    executionName,
    startedAt: Date.parse(startDate),
    failedAt: null,
  }))
  const own = listed.filter(({ name }) => parseExecutionName(name)?.slug === slugOf(model))
  return mergeStarts([
    ...recorded,
    ...own.map(({ name, status, startDate, stopDate }) => ({
      executionName: name,
      startedAt: startDate.getTime(),
      failedAt: hasFailed(status) ? (stopDate?.getTime() ?? null) : null,
    })),
  ])
}
