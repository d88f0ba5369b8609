import { weightedMean } from './weighted_mean.js'

/** Mean squared error, in the square of the label's unit. */
export const mse = weightedMean({
  name: 'mse',
  task: 'regression',
  direction: 'lower',
  summary: 'Mean squared error.',
  formula: 'Σ w (y − p)² / Σ w',
  source: 'sklearn.metrics.mean_squared_error',
  loss: () => '(label - prediction) * (label - prediction)',
})
