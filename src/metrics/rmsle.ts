import { ABOVE_MINUS_ONE, log1p } from './log1p.js'
import { weightedMean } from './weighted_mean.js'

/** Root of the mean squared error of the logarithms of 1 + value. Labels and predictions must be above −1. */
export const rmsle = weightedMean({
  name: 'rmsle',
  task: 'regression',
  direction: 'lower',
  summary: 'Root of the mean squared error of the logarithms of 1 + value; labels and predictions must be above −1.',
  formula: '√(Σ w (ln(1 + y) − ln(1 + p))² / Σ w)',
  source: 'sklearn.metrics.root_mean_squared_log_error',
  ...ABOVE_MINUS_ONE,
  loss: () => `(${log1p('label')} - ${log1p('prediction')}) ** 2`,
  transform: Math.sqrt,
})
