import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import { metricPath, resolveTask } from '../../config/task.js'
import { knownError } from '../../core/errors.js'
import { limitScore } from '../../core/limit-score.js'
import type { BoundMetric } from '../../core/metric.js'
import type { World } from '../../core/ports.js'
import type { DriftPlan, FoundSlices, PlannedMetric, RunPlan } from '../../core/run-plan.js'
import { ENGINES } from '../../engines/index.js'
import { declaredSlices } from '../definition.js'
import { historyOf, recordFolder } from '../history-place.js'
import { iamPolicy } from '../iam/index.js'
import { columnUses } from '../needs.js'
import type { RunOptions } from '../pull.js'
import { planScan } from '../scan.js'
import { explainData } from './data.js'
import { explainNotify } from './notify.js'
import { explainProduction } from './production.js'
import { explainRetrain } from './retrain.js'
import type { Seen } from './seen.js'

/** What a run is made of, and why some of it could not be looked at. */
export interface Explained {
  readonly plan: RunPlan
  /** In the order of `unseen`. */
  readonly causes: readonly unknown[]
}

/** What a run of a model would do. Lists files, reads footers and the production score; nothing is computed or changed. */
export async function explainModel(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions,
  world: World,
): Promise<Explained> {
  const data = await explainData(model, config, options, world)
  const production = await explainProduction(model, config, world)
  const metrics = metricsOf(name, model, config)
  const [gating] = metrics
  const { slices, shares } = await declaredSlices(name, model, config)
  const history = historyOf(name, config)
  const { max_drop: threshold } = model.drift ?? {}
  const { score = null } = production.value ?? {}
  const plan: RunPlan = {
    model: name,
    data: data.value,
    columns: await columnUses(model, world),
    metric: gating === undefined ? null : described(gating),
    also: metrics.slice(1).map(described),
    slices: slices.map(({ name, where, weight, guard }, index) => ({
      name,
      where,
      weight: typeof weight === 'number' ? (shares[index] ?? 0) : null,
      guard: guard ?? model.drift?.guard?.max_drop ?? null,
    })),
    foundSlices: foundSlices(model),
    queries: (await ENGINES.duckdb()).explain(planScan(model, slices, metrics)),
    production: production.value && {
      ...production.value,
      limit:
        score === null || threshold === undefined || gating === undefined
          ? null
          : limitScore(score.score, threshold, gating.metric.direction),
    },
    drift: driftOf(model),
    retrain: explainRetrain({ name, model, config }, score, world),
    history:
      history === null ? null : { runs: recordFolder(history, 'runs', name), trainings: recordFolder(history, 'events', name) },
    notify: explainNotify(name, config),
    policy: iamPolicy([name], config, 'monitor', world).policy,
    unseen: [data, production].flatMap(({ unseen }) => unseen ?? []),
    error: null,
  }
  return { plan, causes: [data, production].flatMap((seen: Seen<unknown>) => (seen.unseen === null ? [] : [seen.cause])) }
}

/** Where the columns decide what the metrics mean, that of 0 and 1. */
function metricsOf(name: string, model: ModelConfig, config: Config): readonly BoundMetric[] {
  const resolved = resolveTask([model.metric, ...model.also], model.dataset.columns, [])
  if (!('message' in resolved)) return resolved
  const path = ['models', name, ...metricPath(resolved.index)]
  throw knownError('config', config.describe({ path, message: resolved.message }))
}

function described({ metric, params }: BoundMetric): PlannedMetric {
  const { name, direction, task, summary, formula } = metric
  return { name, direction, params, task, summary, formula }
}

function foundSlices({ slices, drift }: ModelConfig): FoundSlices[] {
  return slices.flatMap((slice) => {
    if (!('by' in slice) || slice.weights !== undefined) return []
    const { by, weight = 'rows', guard = drift?.guard } = slice
    return [{ by, weight, guard: guard?.max_drop ?? null }]
  })
}

function driftOf({ drift }: ModelConfig): DriftPlan | null {
  if (drift === undefined) return null
  const { max_drop: threshold, confidence = null, min_rows: minRows, min_coverage: minCoverage, on_empty_slice } = drift
  return { threshold, confidence, minRows, minCoverage, onEmptySlice: on_empty_slice }
}
