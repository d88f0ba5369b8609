import { numberParam } from '../core/params.js'
import { labelDomain, predictionDomain, unitDeviance } from './deviance.js'
import { weightedMean } from './weighted_mean.js'

/** Mean Tweedie deviance: power 0 = squared error, 1 = Poisson, 2 = gamma, between 1 and 2 amounts with many zeros. */
export const tweedieDeviance = weightedMean({
  name: 'tweedie_deviance',
  task: 'regression',
  direction: 'lower',
  summary:
    'Mean Tweedie deviance. From power 1 on predictions must be positive and labels not negative, from power 2 on both positive.',
  formula: 'Σ w 2 (y²⁻ᵠ / ((1 − q) (2 − q)) − y p¹⁻ᵠ / (1 − q) + p²⁻ᵠ / (2 − q)) / Σ w, q = power',
  source: 'sklearn.metrics.mean_tweedie_deviance',
  params: { power: { type: 'number', description: 'power of the variance function, 0 or at least 1', min: 0, gap: [0, 1] } },
  labelDomain: (params) => labelDomain(numberParam(params, 'power')),
  predictionDomain: (params) => predictionDomain(numberParam(params, 'power')),
  loss: (params) => unitDeviance(numberParam(params, 'power')),
})
