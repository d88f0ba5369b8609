import type { BaselineDocument } from '../../src/core/baseline.js'

/** A production document as ctrain writes it. */
export const BASELINE: BaselineDocument = {
  schemaVersion: 1,
  model: 'churn',
  metric: 'roc_auc',
  params: {},
  direction: 'higher',
  metricDigest: null,
  groups: [],
  slices: [
    {
      name: 'new-customers',
      where: 'tenure_months < 6',
      weight: 0.6,
      origin: 'where',
      value: 0.78,
      standardError: 0.021,
      rows: 1085,
    },
    {
      name: 'established',
      where: 'tenure_months >= 6',
      weight: 0.4,
      origin: 'where',
      value: 0.86,
      standardError: 0.0132,
      rows: 2000,
    },
  ],
  score: 0.812,
  standardError: 0.0137,
  dataset: {
    from: '2026-11-08',
    to: '2026-11-14',
    files: 7,
    bytes: 80_600,
    rows: 3150,
    rowsScored: 3085,
    rowsWithoutLabel: 65,
    rowsDropped: 0,
    fingerprint: 'sha256:2e0387dad88ef51d',
  },
  createdAt: '2026-11-15T06:00:00.000Z',
  createdBy: 'ci@build-12',
  note: 'training 2026-11-15',
}
