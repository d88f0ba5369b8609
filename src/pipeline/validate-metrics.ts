import { z } from 'zod'
import type { Issue } from '../config/document.js'
import { nameProblems } from '../config/metric-names.js'
import { metricSchema, type Readings } from '../config/metric-schema.js'
import { metricPath, type TaskProblem, taskProblem } from '../config/task.js'
import type { EngineSession, World } from '../core/ports.js'
import { isCustom } from './custom-metrics.js'
import { testCustomMetric } from './self-test.js'

/**
 * Loads the metrics of the user's own and asks each for the value of two rows. Each metric is read for
 * itself, so that it is told of whatever else is wrong with the config. `models` by name, unchecked.
 */
export async function metricIssues(
  models: Readonly<Record<string, unknown>>,
  directory: string,
  session: EngineSession,
  world: World,
): Promise<Issue[]> {
  const issues: Issue[] = []
  for (const [name, model] of Object.entries(models)) {
    const problems = await problemsOf(model, (readings) => testCustomMetric(readings, directory, session, world))
    issues.push(...problems.map(({ index, message }) => ({ path: ['models', name, ...metricPath(index)], message })))
  }
  return issues
}

type Test = (readings: Readings) => ReturnType<typeof testCustomMetric>

async function problemsOf(model: unknown, test: Test): Promise<TaskProblem[]> {
  const { metric, also } = Metrics.safeParse(model).data ?? { metric: undefined, also: [] }
  const problems: TaskProblem[] = []
  const loaded: (Readings | null)[] = []
  for (const [index, value] of [metric, ...also].entries()) {
    const readings = metricSchema.safeParse(value).data ?? null
    const tested = readings !== null && isCustom(readings) ? await test(readings) : { readings }
    if ('problem' in tested) problems.push({ index, message: tested.problem })
    loaded.push('problem' in tested ? null : tested.readings)
  }
  const known = loaded.filter((readings) => readings !== null)
  const roles = Roles.safeParse(model).data?.dataset.columns
  const clash = roles === undefined || known.length < loaded.length ? null : taskProblem(known, roles)
  return [...problems, ...nameProblems(loaded), ...(clash === null ? [] : [clash])]
}

const Metrics = z.looseObject({ metric: z.unknown(), also: z.array(z.unknown()).catch([]) })
const Roles = z.looseObject({
  dataset: z.looseObject({
    columns: z.looseObject({
      label: z.string(),
      prediction: z.string().optional(),
      probabilities: z.record(z.string(), z.string()).optional(),
    }),
  }),
})
