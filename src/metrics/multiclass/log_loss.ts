import { clipped } from '../clipped.js'
import { weightedMean } from '../weighted_mean.js'

/** Mean negative log-likelihood of the label's class, its probability clipped as scikit-learn does. */
export const logLoss = weightedMean({
  name: 'log_loss',
  task: 'multiclass',
  direction: 'lower',
  summary: 'Mean negative log-likelihood of the label’s class.',
  formula: '−Σ w ln p / Σ w, p = probability of the label’s class, clipped to [ε, 1 − ε], ε of the column’s type',
  source: 'sklearn.metrics.log_loss',
  probabilities: true,
  loss: () => `-ln(${clipped('ctrain_probability')})`,
})
