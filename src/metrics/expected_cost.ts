import { confusionMetric } from './confusion.js'
import { COST_MATRIX, meanOutcome } from './cost_matrix.js'

/** Mean cost of a row, from what each outcome of a decision costs. */
export const expectedCost = confusionMetric({
  name: 'expected_cost',
  direction: 'lower',
  summary: 'Mean cost of a row, from what each outcome of a decision costs.',
  formula: '(tp c_tp + fp c_fp + fn c_fn + tn c_tn) / (tp + fp + fn + tn)',
  range: 'that of the cost matrix',
  undefinedWhen: null,
  source: 'Elkan, The foundations of cost-sensitive learning (2001)',
  params: COST_MATRIX,
  finish: meanOutcome,
})
