import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { DatasetFacts, Evaluation } from '../core/evaluation.js'
import { staleness } from '../core/freshness.js'
import { dayRange } from '../core/time-zone.js'
import type { RunOptions } from './pull.js'
import { zoneOf } from './window.js'

/** Why the data of an evaluation is too old for a verdict; null = it is not, or may be of any age. */
export function staleData(
  { dataset, evaluatedAt }: Evaluation,
  model: ModelConfig,
  config: Config,
  { date, span }: RunOptions,
): string | null {
  const { freshness } = model.dataset
  const day = newestDay(dataset)
  if (freshness === undefined || day === null) return null
  const zone = zoneOf(model, config)
  const now = Date.parse(evaluatedAt)
  const wanted = date ?? span?.to ?? null
  const end = wanted === null ? now : dayRange(wanted, zone).to
  const asked = end < now ? wanted : null
  return staleness({ day, ended: dayRange(day, zone).to, at: Math.min(end, now), asked, maxAge: freshness.max_age })
}

/** The newest day of which a dataset has rows; null = none is known. */
export function newestDay(dataset: DatasetFacts | null): string | null {
  if (dataset === null || dataset.days.length === 0) return dataset?.to ?? null
  return dataset.days.findLast(({ rows }) => rows > 0)?.day ?? null
}
