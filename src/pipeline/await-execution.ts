import type { World } from '../core/ports.js'
import type { SeenExecution } from '../core/retraining.js'
import { startTimeLimit } from './time-limit.js'
import { openTrainer, type TrainerAccess } from './trainer.js'
import { paceOf, type WaitOptions, waitForExecution } from './wait.js'

/** Waits for one execution by its ARN, whoever started it; see {@link waitForExecution}. `timeout` in milliseconds; null = none. */
export async function awaitExecution(
  arn: string,
  access: TrainerAccess,
  { timeout, onState }: { readonly timeout: number | null } & Pick<WaitOptions, 'onState'>,
  world: World,
): Promise<SeenExecution> {
  const limit = startTimeLimit(timeout)
  const signal = AbortSignal.any([world.signal, limit.callsEnd])
  const trainer = await openTrainer(access, { ...world, signal })
  try {
    const onTrouble: WaitOptions['onTrouble'] = ({ message }) => world.log.warn(`${message}; ctrain goes on trying`)
    return await waitForExecution(trainer, arn, { limit, pace: { ...paceOf(1), invisible: 10_000 }, onState, onTrouble }, world)
  } finally {
    limit.clear()
    await trainer.close()
  }
}
