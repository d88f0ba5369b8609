import { weightedMean } from './weighted_mean.js'

/** Share of positives among the labels. Neither more nor less of it is better. */
export const prevalence = weightedMean({
  name: 'prevalence',
  task: 'binary',
  direction: null,
  summary: 'Share of positives among the labels.',
  formula: 'Σ w y / Σ w',
  range: '0 to 1',
  source: 'numpy.average(label, weights)',
  loss: () => 'label',
})
