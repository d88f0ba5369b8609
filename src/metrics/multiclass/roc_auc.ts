import { type OneVsRestMetric, ratio } from '../../core/metric.js'
import { textParam } from '../../core/params.js'
import { areaOf } from '../roc_auc.js'

/** Probability that a row of a class has a higher probability of it than one of another class, averaged over the classes. */
export const rocAuc: OneVsRestMetric = {
  kind: 'one_vs_rest',
  name: 'roc_auc',
  task: 'multiclass',
  direction: 'higher',
  summary: 'Probability that a class is more probable for one of its rows than for another row, averaged over the classes.',
  formula: 'per class (concordant pairs + ½ tied pairs) / (rows of the class × other rows), then the average',
  range: '0 to 1, 0.5 = random',
  undefinedWhen: 'unless each class that has a probability column occurs, and another one, too',
  source: 'sklearn.metrics.roc_auc_score(multi_class="ovr")',
  params: {
    average: {
      type: 'text',
      description: 'macro = mean of the classes, weighted = their mean by weight of the labels',
      default: 'macro',
      choices: ['macro', 'weighted'],
    },
  },
  probabilities: true,
  ofPairs: areaOf,
  combine(classes, params) {
    const isWeighted = textParam(params, 'average') === 'weighted'
    let sum = 0
    let support = 0
    for (const { value, weight } of classes) {
      if (value === null) return null
      const share = isWeighted ? weight : 1
      sum += share * value
      support += share
    }
    return ratio(sum, support)
  },
}
