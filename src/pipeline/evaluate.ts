import type { Config } from '../config/load.js'
import type { ModelConfig } from '../config/schema.js'
import type { BaselineDocument, ScoreDefinition } from '../core/baseline.js'
import { decide } from '../core/decide.js'
import { knownError } from '../core/errors.js'
import type { Evaluation } from '../core/evaluation.js'
import { explain } from '../core/explain.js'
import { withStaleness } from '../core/freshness.js'
import { guardSlices } from '../core/guard.js'
import { mismatches } from '../core/mismatches.js'
import type { World } from '../core/ports.js'
import type { AppendixOptions } from './appendix.js'
import { staleData } from './freshness.js'
import { missing, readProduction } from './production.js'
import type { RunOptions } from './pull.js'
import { DEFAULT_CONFIDENCE, type Judged, type Measured, scoreModel } from './score.js'

export interface CompareOptions {
  /** Compares with a production score of another definition, too; the reasons then say in what it differs. */
  readonly allowMismatch: boolean
}

/** The score of a model, compared with its production score. */
export async function evaluateModel(
  name: string,
  model: ModelConfig,
  config: Config,
  options: RunOptions & CompareOptions & AppendixOptions,
  world: World,
): Promise<Judged> {
  const { drift } = model
  if (model.production === undefined) throw missing(name, 'production', config)
  if (drift === undefined) throw missing(name, 'drift', config)
  // All that the name can mean have one direction.
  const [{ metric: named }] = model.metric
  const { direction, instead = 'another metric' } = named
  if (direction === null) {
    throw knownError('config', `${named.name} says neither that more nor that less is better, so ${name} can't drift by it`, {
      hint: `gate on ${instead}, and report ${named.name} under also`,
    })
  }
  const { score: production, document } = await readProduction(name, model, config, world)
  if (production.score === 0 && drift.max_drop.kind === 'relative') {
    throw knownError('data', `the production score of ${name} is 0 (${production.source}), so a relative drop is undefined`, {
      hint: 'write drift.max_drop as an absolute drop, e.g. 0.02',
    })
  }
  const compare = (definition: ScoreDefinition) => {
    const different = document === null ? [] : mismatches(document, definition)
    return { different, isComparable: options.allowMismatch || different.length === 0 }
  }
  const standIns = (definition: ScoreDefinition) => (compare(definition).isComparable ? production.slices : [])
  const verdict = ({ evaluation, error, errors, metric, guards, definition }: Measured): Evaluation => {
    const { slices } = evaluation
    const threshold = { ...drift.max_drop, confidence: drift.confidence ?? null }
    const { different, isComparable } = compare(definition)
    const stale = staleData(evaluation, model, config, options)
    if (!isComparable) {
      const reasons = [...different, NOT_COMPARED, ...(stale === null ? [] : [stale]), ...evaluation.reasons]
      return { ...evaluation, production, threshold, verdict: 'inconclusive', reasons }
    }
    const demands = { minRows: drift.min_rows, minCoverage: drift.min_coverage, metric }
    const shared = { ...demands, slices, direction, confidence: DEFAULT_CONFIDENCE }
    const decision = decide({ ...shared, score: evaluation.score, error, production, threshold })
    const limits = guards.map((own) => own ?? drift.guard?.max_drop ?? null)
    const guard = { limits, wanted: threshold.confidence }
    const guarded = guardSlices({ ...shared, ...guard, errors, stored: production.slices }, decision)
    const judged = withStaleness(guarded, stale)
    const allowed = different.map((difference) => `${difference} (--allow-mismatch)`)
    const reasons = [...judged.reasons, ...allowed, ...evaluation.reasons]
    const compared = { ...evaluation, production, threshold, ...judged, reasons }
    return { ...compared, explanation: explain(compared, coverageOf(document)) }
  }
  return await scoreModel(name, model, config, options, world, { standIns, verdict })
}

/** Share of the rows behind a production score that had a label; null = not known. */
function coverageOf(document: BaselineDocument | null): number | null {
  const { rows = null, rowsWithoutLabel = null } = document?.dataset ?? {}
  return rows === null || rows === 0 || rowsWithoutLabel === null ? null : (rows - rowsWithoutLabel) / rows
}

const NOT_COMPARED =
  'two different scores are not compared: store one of this definition (ctrain baseline record), or give --allow-mismatch'
