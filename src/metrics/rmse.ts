import { weightedMean } from './weighted_mean.js'

/** Root mean squared error, in the label's unit. */
export const rmse = weightedMean({
  name: 'rmse',
  task: 'regression',
  direction: 'lower',
  summary: 'Root mean squared error.',
  formula: '√(Σ w (y − p)² / Σ w)',
  source: 'sklearn.metrics.root_mean_squared_error',
  loss: () => '(label - prediction) * (label - prediction)',
  transform: Math.sqrt,
})
