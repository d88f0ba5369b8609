import type { Config } from '../config/load.js'
import type { World } from '../core/ports.js'
import type { RecordedCommand } from '../core/records.js'
import type { Outcome } from './outcome.js'

/** A run of one model. */
export interface Conclusion {
  readonly name: string
  readonly config: Config
  readonly command: RecordedCommand
}

/** After everything is decided and done, failed or not: the run goes into the history, and people are told. */
export async function conclude(outcome: Outcome, _run: Conclusion, _world: World): Promise<Outcome> {
  return outcome
}
