import type { Config } from '../config/load.js'
import { type Evaluation, emptyEvaluation } from '../core/evaluation.js'
import { notificationOf } from '../core/notification-events.js'
import type { World } from '../core/ports.js'
import { type Delivered, deliverAll, type Letter } from './deliver.js'
import { notifyEntries } from './notify-targets.js'

/** Sends a test message to every target of the models, to each of `defaults` once. Empty = there are no targets. */
export async function testNotifications(names: readonly string[], config: Config, world: World): Promise<readonly Delivered[]> {
  const letters = new Map<unknown, Letter>()
  for (const name of names) {
    for (const placed of notifyEntries(name, config)) {
      const { entry } = placed
      const notification = notificationOf(entry.on.slice(0, 1), madeUp(name, world.now()), world.now())
      if (notification === null || letters.has(entry)) continue
      const title = `${name}: this is only a test; no model was evaluated`
      letters.set(entry, { ...placed, notification: { ...notification, title, isTest: true } })
    }
  }
  const delivered = await deliverAll([...letters.values()], config, world)
  world.signal.throwIfAborted()
  return delivered
}

const MADE_UP = 'made up for a test of the notifications'

/** Numbers such as a real message has. */
function madeUp(name: string, now: Date): Evaluation {
  const unknown = { standardError: null, interval: null, queries: null, isProduction: false, also: [], guard: null }
  const slice = { ...unknown, where: null, rowsWithoutLabel: 0, coverage: 1 }
  return {
    ...emptyEvaluation(name, now),
    metric: { name: 'roc_auc', direction: 'higher', params: {} },
    slices: [
      { ...slice, name: 'test-new-customers', weight: 0.6, rows: 1085, value: 0.78, contribution: 0.468 },
      { ...slice, name: 'test-established', weight: 0.4, rows: 2000, value: 0.86, contribution: 0.344 },
    ],
    score: 0.812,
    production: { score: 0.86, source: MADE_UP, revision: 'test', standardError: null, slices: [] },
    drop: { relative: 0.0558139534884, absolute: 0.048, standardError: null, interval: null },
    threshold: { maxDrop: 0.05, kind: 'relative', confidence: null },
    verdict: 'drifted',
    reasons: [`all numbers are ${MADE_UP}`],
  }
}
