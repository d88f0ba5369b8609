import { clipped } from './clipped.js'
import { weightedMean } from './weighted_mean.js'

/** Mean negative log-likelihood of probabilities, clipped to [ε, 1 − ε] as scikit-learn does. */
export const logLoss = weightedMean({
  name: 'log_loss',
  task: 'binary',
  direction: 'lower',
  summary: 'Mean negative log-likelihood of the probabilities.',
  formula: '−Σ w (y ln p + (1 − y) ln(1 − p)) / Σ w, p clipped to [ε, 1 − ε], ε of the prediction’s type',
  source: 'sklearn.metrics.log_loss',
  probabilities: true,
  loss: () => `-ln(CASE WHEN label = 1 THEN ${clipped('prediction')} ELSE ${clipped('(1 - prediction)')} END)`,
})
