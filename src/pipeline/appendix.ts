import type { Config } from '../config/load.js'
import { NO_APPENDIX, type SliceChart } from '../core/appendix.js'
import { isKnownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import { matterMost } from '../core/matter-most.js'
import type { EngineSession, World } from '../core/ports.js'
import type { RunHistory } from '../core/records.js'
import { readHistory } from './history.js'
import { historyOf } from './history-place.js'
import { errorOf, type Outcome } from './outcome.js'
import type { Scan } from './scan.js'

export interface AppendixOptions {
  /** Whether a report shows more than the evaluation has: charts, and the history. Default: no. */
  readonly withAppendix?: boolean
}

type Charted = Pick<Scan, 'slices' | 'plan'> & { readonly session: Pick<EngineSession, 'charts'> }

const MOST_CHARTED = 12
const MOST_RUNS = 90

/** The charts of all rows and of the slices that matter most. That they fail costs no verdict: it is told, and there are none. */
export async function chartsOf(
  evaluation: Evaluation,
  { slices, plan, session }: Charted,
  world: World,
): Promise<readonly SliceChart[] | null> {
  const chosen = matterMost(evaluation, MOST_CHARTED)
  const indexes = chosen.map((name) => slices.findIndex((slice) => slice.name === name))
  try {
    // The last slice of the plan is that of all rows.
    const charts = await session.charts(plan, [slices.length, ...indexes])
    return charts?.map((chart, index) => ({ name: chosen[index - 1] ?? null, ...chart })) ?? null
  } catch (cause) {
    if (world.signal.aborted || (isKnownError(cause) && cause.kind === 'interrupted')) throw cause
    world.log.warn(`${evaluation.model}: there are no charts of the predictions: ${errorOf(cause).message}`)
    return null
  }
}

/** An outcome with the last runs of its model. What can't be read is told; nothing that was decided is lost by it. */
export async function withHistory(outcome: Outcome, name: string, config: Config, world: World): Promise<Outcome> {
  return { ...outcome, appendix: { ...(outcome.appendix ?? NO_APPENDIX), history: await lastRuns(name, config, world) } }
}

async function lastRuns(name: string, config: Config, world: World): Promise<RunHistory | null> {
  if (historyOf(name, config) === null || world.signal.aborted) return null
  try {
    return await readHistory(name, config, MOST_RUNS, world)
  } catch (cause) {
    if (!world.signal.aborted) world.log.warn(`${name}: the report has no history: ${errorOf(cause).message}`)
    return null
  }
}
