import { classesMetric, sumOver } from './classes.js'

/** Share of rows whose class is predicted. */
export const accuracy = classesMetric({
  name: 'accuracy',
  summary: 'Share of rows whose class is predicted.',
  formula: 'Σ tp / Σ w, the sum over classes',
  range: '0 to 1',
  undefinedWhen: null,
  source: 'sklearn.metrics.accuracy_score',
  value: (decisions) => sumOver(decisions, ({ tp }) => tp) / decisions.total,
})
