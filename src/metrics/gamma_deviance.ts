import { labelDomain, predictionDomain, unitDeviance } from './deviance.js'
import { weightedMean } from './weighted_mean.js'

/** Mean gamma deviance, for positive, skewed amounts. Labels and predictions must be positive. */
export const gammaDeviance = weightedMean({
  name: 'gamma_deviance',
  task: 'regression',
  direction: 'lower',
  summary: 'Mean gamma deviance, for positive, skewed amounts; labels and predictions must be positive.',
  formula: 'Σ w 2 (ln(p / y) + y / p − 1) / Σ w',
  source: 'sklearn.metrics.mean_gamma_deviance',
  labelDomain: () => labelDomain(2),
  predictionDomain: () => predictionDomain(2),
  loss: () => unitDeviance(2),
})
