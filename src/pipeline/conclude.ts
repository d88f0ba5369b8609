import type { Config } from '../config/load.js'
import type { World } from '../core/ports.js'
import type { RecordedCommand } from '../core/records.js'
import { notifyRuns } from './notify-run.js'
import { type Outcome, withLost } from './outcome.js'
import { recordRun } from './record-run.js'

/** How runs are concluded. */
export interface Conclusion extends ConcludeOptions {
  readonly config: Config
  /** As what they are recorded; null = they are neither recorded nor told of. */
  readonly command: RecordedCommand | null
}

export interface ConcludeOptions {
  /** Whether the run goes into the history, where there is one. */
  readonly isRecorded: boolean
}

/**
 * Decides model by model, whatever becomes of the others. Each run goes into the history at once; people are told when
 * all is decided, so that a dead target holds up no model. An interruption ends it early, with what was decided until
 * then; it rejects where that is nothing.
 */
export async function concludeEach(
  names: readonly string[],
  decide: (name: string, world: World) => Promise<Outcome>,
  { config, command, isRecorded }: Conclusion,
  world: World,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  const runs: Parameters<typeof notifyRuns>[0][number][] = []
  for (const name of names) {
    try {
      const outcome = await decide(name, { ...world, progress: world.progress.of(name) })
      const lost = command === null || !isRecorded ? [] : await recordRun(outcome.evaluation, { name, config, command }, world)
      const recorded = withLost(outcome, lost)
      outcomes.push(recorded)
      runs.push({ name, evaluation: recorded.evaluation })
    } catch (cause) {
      if (outcomes.length === 0 || !world.signal.aborted) throw cause
      break
    }
  }
  if (command !== null) await notifyRuns(runs, config, world)
  return outcomes
}
