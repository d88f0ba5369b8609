import { type RankedMetric, statistic } from '../core/metric.js'

/** Precision averaged over the steps of recall, not interpolated. */
export const averagePrecision: RankedMetric = {
  kind: 'ranked',
  name: 'average_precision',
  task: 'binary',
  direction: 'higher',
  summary: 'Precision averaged over the steps of recall.',
  formula: 'Σₙ (Rₙ − Rₙ₋₁) Pₙ over the distinct predictions, highest first',
  range: '0 to 1, prevalence = random',
  undefinedWhen: 'unless both classes occur',
  source: 'sklearn.metrics.average_precision_score',
  params: {},
  start: { positive: 0, negative: 0, area: 0 },
  tie(statistics, positive, negative) {
    const tp = statistic(statistics, 'positive') + positive
    const fp = statistic(statistics, 'negative') + negative
    statistics['positive'] = tp
    statistics['negative'] = fp
    statistics['area'] = statistic(statistics, 'area') + positive * (tp / (tp + fp))
  },
  finish(statistics) {
    const positive = statistic(statistics, 'positive')
    if (positive === 0 || statistic(statistics, 'negative') === 0) return null
    return statistic(statistics, 'area') / positive
  },
}
