import { weightedMean } from './weighted_mean.js'

/** Mean squared difference of probability and outcome. */
export const brierScore = weightedMean({
  name: 'brier_score',
  task: 'binary',
  direction: 'lower',
  summary: 'Mean squared difference of probability and outcome.',
  formula: 'Σ w (p − y)² / Σ w',
  range: '0 to 1',
  source: 'sklearn.metrics.brier_score_loss',
  probabilities: true,
  loss: () => '(prediction - label) * (prediction - label)',
})
