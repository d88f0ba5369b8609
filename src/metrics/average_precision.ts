import type { RankedMetric, Walker } from '../core/metric.js'

/** Precision averaged over the steps of recall, not interpolated. */
export const averagePrecision: RankedMetric = {
  kind: 'ranked',
  order: 'prediction',
  name: 'average_precision',
  task: 'binary',
  direction: 'higher',
  summary: 'Precision averaged over the steps of recall.',
  formula: 'Σₙ (Rₙ − Rₙ₋₁) Pₙ over the distinct predictions, highest first',
  range: '0 to 1, prevalence = random',
  undefinedWhen: 'unless both classes occur',
  source: 'sklearn.metrics.average_precision_score',
  params: {},
  reading: () => ({ by: 'steps', walker: walk }),
}

function walk(): Walker {
  let tp = 0
  let fp = 0
  let area = 0
  return {
    step(positives, negatives) {
      tp += positives
      fp += negatives
      area += positives * (tp / (tp + fp))
    },
    spread(positives, negatives) {
      // The integral of precision over the positives.
      const [before, size] = [tp + fp, positives + negatives]
      const share = positives / size
      area += positives * (before === 0 ? share : share + ((tp - before * share) / size) * Math.log1p(size / before))
      tp += positives
      fp += negatives
    },
    value: () => (tp === 0 || fp === 0 ? null : area / tp),
  }
}
