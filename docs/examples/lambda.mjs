import { retrainIfDrifted } from 'ctrain'

/** Lambda ends a function without a warning, so ctrain stops this long before. */
const RESERVE_MS = 15_000

/** Evaluates the models of the event, `{"models": ["churn"]}`, or all of the config, and starts what has to be trained. */
export async function handler({ models } = {}, context) {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS))
  const { evaluations } = await retrainIfDrifted({ ...(models !== undefined && { models }), world: { signal } })
  const failed = evaluations.filter(({ error, verdict }) => error !== null || verdict === 'inconclusive')
  if (failed.length > 0) {
    // A failed invocation is what alarms watch, and what the queue of dead letters gets.
    throw new Error(failed.map(({ model, error, reasons }) => `${model}: ${error?.message ?? reasons.join('; ')}`).join('\n'))
  }
  return evaluations.map(({ model, verdict, retrain }) => ({ model, verdict, retrain: retrain?.status ?? null }))
}
