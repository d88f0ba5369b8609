import { confusionMetric } from './confusion.js'
import { COST_MATRIX, meanOutcome } from './cost_matrix.js'

/** Mean value of a row, from what each outcome of a decision is worth. */
export const businessValue = confusionMetric({
  name: 'business_value',
  direction: 'higher',
  summary: 'Mean value of a row, from what each outcome of a decision is worth.',
  formula: '(tp c_tp + fp c_fp + fn c_fn + tn c_tn) / (tp + fp + fn + tn)',
  range: 'that of the cost matrix',
  undefinedWhen: null,
  source: 'Elkan, The foundations of cost-sensitive learning (2001)',
  params: COST_MATRIX,
  finish: meanOutcome,
})
