import { numberParam } from '../core/params.js'
import { confusionMetric, ratioOr, ZERO_DIVISION } from './confusion.js'

/** Weighted harmonic mean of precision and recall; recall counts β times as much. */
export const fBeta = confusionMetric({
  name: 'f_beta',
  direction: 'higher',
  summary: 'Harmonic mean of precision and recall, where recall counts beta times as much.',
  formula: '(1 + β²) tp / ((1 + β²) tp + β² fn + fp)',
  range: '0 to 1',
  undefinedWhen: 'without positive labels and positive decisions, unless zero_division is set',
  source: 'sklearn.metrics.fbeta_score',
  params: { beta: { type: 'number', description: 'weight of recall against precision', exclusiveMin: 0 }, ...ZERO_DIVISION },
  finish({ tp, fp, fn }, params) {
    const square = numberParam(params, 'beta') ** 2
    return ratioOr((1 + square) * tp, (1 + square) * tp + square * fn + fp, params)
  },
})
