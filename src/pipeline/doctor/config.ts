import { configError, type ReadConfig } from '../../config/load.js'
import { validateConfig } from '../validate.js'
import { ok, type Target } from './check.js'

/** Every problem of the config, predicates and custom metrics among it. */
export function configTarget(read: ReadConfig): Target {
  return {
    target: read.file,
    async look(world) {
      const problems = await validateConfig(read, world)
      if (problems.length > 0) throw configError(problems)
      const { length } = Object.keys(read.config?.models ?? {})
      return ok(`valid, ${length} ${length === 1 ? 'model' : 'models'}`)
    },
  }
}
