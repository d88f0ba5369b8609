import { fileURLToPath } from 'node:url'

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))

/** A model on the last days of the churn fixtures: drifted against a production score of 0.86, healthy against 0.5. */
export function churnOf(overrides: Readonly<Record<string, unknown>> = {}, days = 7): Record<string, unknown> {
  return {
    dataset: {
      source: `${FIXTURES}/data/churn/dt={date}/*.parquet`,
      latest: days,
      columns: { label: 'churned', prediction: 'churn_score' },
    },
    metric: 'roc_auc',
    slices: [{ name: 'all', weight: 1 }],
    production: { score: 0.86 },
    drift: { max_drop: '5%' },
    ...overrides,
  }
}
