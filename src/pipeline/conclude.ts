import type { Config } from '../config/load.js'
import type { World } from '../core/ports.js'
import type { RecordedCommand } from '../core/records.js'
import { notifyRun } from './notify-run.js'
import { type Outcome, withLost } from './outcome.js'
import { recordRun } from './record-run.js'

/** A run of one model. */
export interface Conclusion extends ConcludeOptions {
  readonly name: string
  readonly config: Config
  readonly command: RecordedCommand
}

export interface ConcludeOptions {
  /** Whether the run goes into the history, where there is one. */
  readonly isRecorded: boolean
}

/** After everything is decided and done, failed or not: the run goes into the history, and people are told. */
export async function conclude(outcome: Outcome, run: Conclusion, world: World): Promise<Outcome> {
  const lost = run.isRecorded ? await recordRun(outcome.evaluation, run, world) : []
  const recorded = withLost(outcome, lost)
  await notifyRun(recorded.evaluation, run, world)
  return recorded
}
