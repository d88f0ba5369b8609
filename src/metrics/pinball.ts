import { numberParam } from '../core/params.js'
import { double } from '../core/sql.js'
import { weightedMean } from './weighted_mean.js'

/** Loss of a predicted quantile: least where a share alpha of the labels lies below the predictions. */
export const pinball = weightedMean({
  name: 'pinball',
  task: 'regression',
  direction: 'lower',
  summary: 'Quantile loss of a predicted quantile alpha.',
  formula: 'Σ w (α max(y − p, 0) + (1 − α) max(p − y, 0)) / Σ w',
  source: 'sklearn.metrics.mean_pinball_loss',
  params: { alpha: { type: 'number', description: 'the quantile that is predicted', default: 0.5, min: 0, max: 1 } },
  loss(params) {
    const alpha = numberParam(params, 'alpha')
    return `CASE WHEN label >= prediction THEN ${double(alpha)} * (label - prediction) ELSE ${double(1 - alpha)} * (prediction - label) END`
  },
})
