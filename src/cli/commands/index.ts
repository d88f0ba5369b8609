import { baseline } from './baseline.js'
import { cache } from './cache.js'
import { completion } from './completion.js'
import { doctor } from './doctor.js'
import { evaluate } from './evaluate.js'
import { executions } from './executions.js'
import { explain } from './explain.js'
import { history } from './history.js'
import { iam } from './iam.js'
import { init } from './init.js'
import { inspect } from './inspect.js'
import { metrics } from './metrics.js'
import { notify } from './notify.js'
import { pull } from './pull.js'
import { retrain } from './retrain.js'
import { retrainIfDrifted } from './retrain-if-drifted.js'
import { schema } from './schema.js'
import { score } from './score.js'
import type { CommandGroup, CommandSpec } from './spec.js'
import { validate } from './validate.js'
import { wait } from './wait.js'

/** Every subcommand, in the order of the help. */
export const COMMANDS: readonly (CommandSpec | CommandGroup)[] = [
  evaluate,
  retrainIfDrifted,
  retrain,
  score,
  wait,
  executions,
  baseline,
  history,
  explain,
  pull,
  init,
  inspect,
  validate,
  metrics,
  notify,
  doctor,
  iam,
  cache,
  schema,
  completion,
]
