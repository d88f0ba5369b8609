import { mismatches } from '../../core/mismatches.js'
import type { World } from '../../core/ports.js'
import { splitPointer } from '../../stores/pointer.js'
import { loadCustomMetrics } from '../custom-metrics.js'
import { declaredDefinition } from '../definition.js'
import { readProduction } from '../production.js'
import { type Check, type Finding, ok, type Subject } from './check.js'

/** The production score can be read, and compared with what the config measures. */
export const productionCheck: Check = {
  name: 'production',
  targets(subject) {
    const score = subject.model.production?.score
    if (score === undefined) return []
    if (typeof score === 'number') return [{ target: 'the config', look: async () => ok(`${score}`) }]
    return [{ target: splitPointer(score).uri, look: (world) => lookAt(subject, world) }]
  },
}

async function lookAt({ name, model: given, config }: Subject, world: World): Promise<Finding> {
  const { score, document } = await readProduction(name, given, config, world)
  if (document === null) return ok(`${score.score}`)
  const { model, close } = await loadCustomMetrics(name, given, config, world)
  try {
    const declared = await declaredDefinition(name, model, config)
    const differences = mismatches(document, declared)
    if (differences.length === 0) return ok(`${score.score}, measured as the config says`)
    const message = `${score.score} was measured otherwise, so evaluations are inconclusive: ${differences.join('; ')}`
    return { status: 'warn', message, hint: 'measure it anew with ctrain baseline record, or evaluate with --allow-mismatch' }
  } finally {
    await close()
  }
}
