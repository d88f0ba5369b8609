import { double } from '../core/sql.js'
import { weightedMean } from './weighted_mean.js'

/** Mean absolute error as a fraction of the label (0.1 = 10 %). Labels near 0 make it huge. */
export const mape = weightedMean({
  name: 'mape',
  task: 'regression',
  direction: 'lower',
  summary: 'Mean absolute error as a fraction of the label; 0.1 is 10 %.',
  formula: 'Σ w |y − p| / max(|y|, ε) / Σ w, ε = 2⁻⁵²',
  source: 'sklearn.metrics.mean_absolute_percentage_error',
  loss: () => `abs(label - prediction) / greatest(abs(label), ${double(Number.EPSILON)})`,
})
