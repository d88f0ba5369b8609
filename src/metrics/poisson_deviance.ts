import { labelDomain, predictionDomain, unitDeviance } from './deviance.js'
import { weightedMean } from './weighted_mean.js'

/** Mean Poisson deviance, for counts. Labels must not be negative, predictions must be positive. */
export const poissonDeviance = weightedMean({
  name: 'poisson_deviance',
  task: 'regression',
  direction: 'lower',
  summary: 'Mean Poisson deviance, for counts; labels must not be negative, predictions must be positive.',
  formula: 'Σ w 2 (y ln(y / p) − y + p) / Σ w',
  source: 'sklearn.metrics.mean_poisson_deviance',
  labelDomain: () => labelDomain(1),
  predictionDomain: () => predictionDomain(1),
  loss: () => unitDeviance(1),
})
