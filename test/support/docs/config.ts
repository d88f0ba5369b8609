import { BASELINE } from '../baseline.js'

/** Where a training of the documentation's models is started. */
export const MACHINES = ['churn-training', 'demand-training'].map(
  (name) => `arn:aws:states:eu-west-1:123456789012:stateMachine:${name}`,
)

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:model-drift'

/** The model of the README. */
export const CHURN = {
  dataset: {
    source: 's3://lake/churn/dt={date}/*.parquet',
    latest: 7,
    columns: { label: 'churned', prediction: 'churn_score' },
  },
  metric: 'roc_auc',
  slices: [
    { name: 'new-customers', where: 'tenure_months < 6', weight: 0.6 },
    { name: 'established', where: 'tenure_months >= 6', weight: 0.4 },
  ],
  production: { score: 's3://models/churn/production.json' },
  drift: { max_drop: '5%', min_rows: 200 },
  retrain: { state_machine: MACHINES[0] },
}

/** The model of the recipe that adds one, at its end. */
const DEMAND = {
  dataset: {
    source: 's3://lake/demand/dt={date}/*.parquet',
    latest: 7,
    columns: { label: 'units', prediction: 'forecast' },
  },
  metric: 'rmse',
  slices: [
    { name: 'online', where: "store = 'online'", weight: 0.7 },
    { name: 'city', where: "store = 'city'", weight: 0.3 },
  ],
  production: { score: 's3://models/demand/production.json' },
  drift: { max_drop: 1.5 },
  retrain: { state_machine: MACHINES[1] },
}

const HEALTHY = {
  ...CHURN,
  dataset: { ...CHURN.dataset, source: 'fixtures/data/churn-healthy/dt={date}/*.parquet' },
  metric: { name: 'f1', threshold: 0.4 },
  production: { score: 0.65 },
  drift: { max_drop: '10%' },
}

export const DEFAULTS = { region: 'eu-west-1', history: 's3://ml-meta/ctrain/' }

const MODELS = { churn: CHURN, demand: DEMAND, 'churn-healthy': HEALTHY }

export const CONFIG = configOf(MODELS)

/** The same models on a day's data, for what is only run. */
export const SMALL_CONFIG = configOf(
  Object.fromEntries(
    Object.entries(MODELS).map(([name, model]) => {
      const drift = { ...model.drift, min_rows: 20 }
      return [name, { ...model, drift, dataset: { ...model.dataset, latest: 1 } }]
    }),
  ),
)

export function configOf(models: Readonly<Record<string, unknown>>) {
  return { version: 1, defaults: DEFAULTS, models }
}

/** The production documents of the models on S3. */
export const PRODUCTION: Readonly<Record<string, unknown>> = {
  churn: { ...BASELINE, createdAt: '2026-11-08T06:00:00.000Z', note: 'training 2026-11-08' },
  demand: { score: 18.5 },
}

export const SECRET = 'a-secret-of-both-sides'

/** A target of each kind. */
export const NOTIFY = [{ webhook: '${WEBHOOK_URL}', secret: SECRET }, { sns: TOPIC }, { eventbridge: 'default' }].map(
  (target) => ({
    ...target,
    on: ['drifted', 'started'],
  }),
)
