import { type AggregateMetric, ratio, statistic } from '../core/metric.js'

/** Predicted positives per observed one: above 1 the model promises too much. */
export const calibrationRatio: AggregateMetric = {
  kind: 'aggregate',
  name: 'calibration_ratio',
  task: 'binary',
  direction: null,
  instead: 'expected_calibration_error',
  summary: 'Predicted positives per observed one; 1 is calibrated on the whole.',
  formula: 'Σ w p / Σ w y',
  range: '0 to ∞, 1 = calibrated',
  undefinedWhen: 'without positive labels',
  source: 'numpy.average(prediction, weights) / numpy.average(label, weights)',
  probabilities: true,
  params: {},
  sums: () => ({ predicted: 'weight * prediction', observed: 'weight * label' }),
  finish: (statistics) => ratio(statistic(statistics, 'predicted'), statistic(statistics, 'observed')),
}
