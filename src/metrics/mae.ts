import { weightedMean } from './weighted_mean.js'

/** Mean absolute error, in the label's unit. */
export const mae = weightedMean({
  name: 'mae',
  task: 'regression',
  direction: 'lower',
  summary: 'Mean absolute error.',
  formula: 'Σ w |y − p| / Σ w',
  source: 'sklearn.metrics.mean_absolute_error',
  loss: () => 'abs(label - prediction)',
})
