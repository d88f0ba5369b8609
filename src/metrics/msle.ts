import { ABOVE_MINUS_ONE, log1p } from './log1p.js'
import { weightedMean } from './weighted_mean.js'

/** Mean squared error of the logarithms of 1 + value. Labels and predictions must be above −1. */
export const msle = weightedMean({
  name: 'msle',
  task: 'regression',
  direction: 'lower',
  summary: 'Mean squared error of the logarithms of 1 + value; labels and predictions must be above −1.',
  formula: 'Σ w (ln(1 + y) − ln(1 + p))² / Σ w',
  source: 'sklearn.metrics.mean_squared_log_error',
  ...ABOVE_MINUS_ONE,
  loss: () => `(${log1p('label')} - ${log1p('prediction')}) ** 2`,
})
