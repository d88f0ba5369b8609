import { type AggregateMetric, ratio, statistic } from '../core/metric.js'
import { numberParam } from '../core/params.js'
import { double } from '../core/sql.js'

/** How far probabilities are from the observed rates, bin by bin of equal width. */
export const expectedCalibrationError: AggregateMetric = {
  kind: 'aggregate',
  name: 'expected_calibration_error',
  task: 'binary',
  direction: 'lower',
  summary: 'Mean distance of predicted and observed rate over bins of probability.',
  formula: 'Σ over bins |Σ w p − Σ w y| / Σ w; bins of equal width, the upper edge belongs to a bin',
  range: '0 to 1',
  undefinedWhen: null,
  source: 'Naeini, Cooper and Hauskrecht (2015); bins of sklearn.calibration.calibration_curve',
  probabilities: true,
  params: { bins: { type: 'number', description: 'number of bins', default: 10, integer: true, min: 1, max: 1000 } },
  key(params) {
    const bins = numberParam(params, 'bins')
    // Edges are multiples of the step, as numpy.linspace has them, which a product may round across.
    const step = double(1 / bins)
    const near = `ceil(prediction * ${bins})`
    const shift = `CASE WHEN prediction > ${near} * ${step} THEN 1 WHEN prediction <= (${near} - 1) * ${step} THEN -1 ELSE 0 END`
    return `least(${bins - 1}, greatest(0, ${near} - 1 + ${shift}))`
  },
  sums: () => ({ weight: 'weight', predicted: 'weight * prediction', observed: 'weight * label' }),
  finish(statistics, _, bins) {
    const gaps = [...bins.values()].map((bin) => Math.abs(statistic(bin, 'predicted') - statistic(bin, 'observed')))
    return ratio(
      gaps.reduce((sum, gap) => sum + gap, 0),
      statistic(statistics, 'weight'),
    )
  },
}
