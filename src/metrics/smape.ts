import { weightedMean } from './weighted_mean.js'

/** Absolute error as a fraction of the mean size of label and prediction; 0 where both are 0. */
export const smape = weightedMean({
  name: 'smape',
  task: 'regression',
  direction: 'lower',
  summary: 'Absolute error as a fraction of the mean size of label and prediction.',
  formula: 'Σ w 2 |y − p| / (|y| + |p|) / Σ w; 0 / 0 = 0',
  range: '0 to 2',
  source: 'Makridakis, Accuracy measures (1993)',
  loss: () => 'CASE WHEN label = prediction THEN 0 ELSE 2 * (abs(label - prediction) / (abs(label) + abs(prediction))) END',
})
