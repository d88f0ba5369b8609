import { type RankedMetric, statistic } from '../core/metric.js'

/** Probability that a random positive is ranked above a random negative; ties count one half (midranks). */
export const rocAuc: RankedMetric = {
  kind: 'ranked',
  name: 'roc_auc',
  task: 'binary',
  direction: 'higher',
  summary: 'Probability that a positive is ranked above a negative.',
  formula: '(concordant pairs + ½ tied pairs) / (positives × negatives), pairs weighted by the product of weights',
  range: '0 to 1, 0.5 = random',
  undefinedWhen: 'unless both classes occur',
  source: 'sklearn.metrics.roc_auc_score',
  params: {},
  start: { positive: 0, negative: 0, concordant: 0 },
  tie(statistics, positive, negative) {
    const above = statistic(statistics, 'positive')
    statistics['concordant'] = statistic(statistics, 'concordant') + negative * (above + positive / 2)
    statistics['positive'] = above + positive
    statistics['negative'] = statistic(statistics, 'negative') + negative
  },
  finish(statistics) {
    const positive = statistic(statistics, 'positive')
    const negative = statistic(statistics, 'negative')
    if (positive === 0 || negative === 0) return null
    return statistic(statistics, 'concordant') / positive / negative
  },
}
