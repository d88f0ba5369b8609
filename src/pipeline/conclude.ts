import type { Config } from '../config/load.js'
import type { World } from '../core/ports.js'
import type { RecordedCommand } from '../core/records.js'
import { type AppendixOptions, withHistory } from './appendix.js'
import { notifyRuns } from './notify-run.js'
import { type Outcome, withLost } from './outcome.js'
import { recordRun } from './record-run.js'

/** How runs are concluded. */
export interface Conclusion extends ConcludeOptions {
  readonly config: Config
  /** As what they are recorded; null = they are neither recorded nor told of. */
  readonly command: RecordedCommand | null
}

export interface ConcludeOptions extends AppendixOptions {
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
  { config, command, isRecorded, withAppendix = false }: Conclusion,
  world: World,
): Promise<Outcome[]> {
  const decided: { readonly name: string; readonly outcome: Outcome }[] = []
  for (const name of names) {
    try {
      const outcome = await decide(name, { ...world, progress: world.progress.of(name) })
      const lost = command === null || !isRecorded ? [] : await recordRun(outcome.evaluation, { name, config, command }, world)
      decided.push({ name, outcome: withLost(outcome, lost) })
    } catch (cause) {
      if (decided.length === 0 || !world.signal.aborted) throw cause
      break
    }
  }
  const runs = decided.map(({ name, outcome }) => ({ name, evaluation: outcome.evaluation }))
  if (command !== null) await notifyRuns(runs, config, world)
  const outcomes: Outcome[] = []
  for (const { name, outcome } of decided) {
    outcomes.push(withAppendix ? await withHistory(outcome, name, config, world) : outcome)
  }
  return outcomes
}
