import { splitPointer } from '../../stores/pointer.js'
import { readProduction } from '../production.js'
import { type Check, ok } from './check.js'

/** The production score can be read and used. */
export const productionCheck: Check = {
  name: 'production',
  targets({ name, model, config }) {
    if (model.production === undefined) return []
    const { score } = model.production
    if (typeof score === 'number') return [{ target: 'the config', look: async () => ok(`${score}`) }]
    return [
      {
        target: splitPointer(score).uri,
        look: async (world) => ok(`${(await readProduction(name, model, config, world)).score}`),
      },
    ]
  },
}
