import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import { planTotals } from '../../core/plan-totals.js'
import type { World } from '../../core/ports.js'
import type { DataPlan, FoundData } from '../../core/run-plan.js'
import { sum } from '../../core/sum.js'
import { type PullPlan, planDataset, type RunOptions } from '../pull.js'
import { zoneOf } from '../window.js'
import { look, type Seen } from './seen.js'

export async function explainData(
  model: ModelConfig,
  config: Config,
  options: RunOptions,
  world: World,
): Promise<Seen<DataPlan>> {
  const { source, predictions, filter = null } = model.dataset
  const known: DataPlan = {
    sources: [source].flat(),
    predictions: predictions === undefined ? null : { sources: [predictions.source].flat(), on: predictions.on },
    filter,
    timezone: zoneOf(model, config),
    found: null,
  }
  const find = async () => ({ ...known, found: foundData(await planDataset(model, config, options, world)) })
  return await look('files', find, known, world)
}

function foundData({ plans, from, to, missingDates }: PullPlan): FoundData {
  const { bytes, bytesToFetch } = planTotals(plans)
  const bytesNeeded = sum(
    plans.map(({ file, how, ranges }) => (how === 'columns' ? sum(ranges.map(({ start, end }) => end - start)) : file.bytes)),
  )
  const bytesHere = bytesNeeded - bytesToFetch
  return { from, to, missingDates, files: plans.length, bytes, bytesNeeded, bytesHere, bytesToFetch }
}
