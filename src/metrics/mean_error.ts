import { weightedMean } from './weighted_mean.js'

/** Bias: positive where the model predicts too much. 0 is best, so that neither more nor less is better. */
export const meanError = weightedMean({
  name: 'mean_error',
  task: 'regression',
  direction: null,
  instead: 'mae',
  summary: 'Bias: the mean of prediction minus label.',
  formula: 'Σ w (p − y) / Σ w',
  range: '−∞ to ∞, 0 = unbiased',
  source: 'numpy.average(prediction − label, weights)',
  loss: () => 'prediction - label',
})
