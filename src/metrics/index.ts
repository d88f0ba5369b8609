import type { Metric } from '../core/metric.js'
import { accuracy } from './accuracy.js'
import { averagePrecision } from './average_precision.js'
import { balancedAccuracy } from './balanced_accuracy.js'
import { brierScore } from './brier_score.js'
import { fBeta } from './f_beta.js'
import { f1 } from './f1.js'
import { logLoss } from './log_loss.js'
import { mae } from './mae.js'
import { mcc } from './mcc.js'
import { mse } from './mse.js'
import { precision } from './precision.js'
import { r2 } from './r2.js'
import { recall } from './recall.js'
import { rmse } from './rmse.js'
import { rocAuc } from './roc_auc.js'
import { specificity } from './specificity.js'

/** Every metric that a config can name. Config schema, help and docs are derived from it. */
export const METRICS = [
  accuracy,
  balancedAccuracy,
  precision,
  recall,
  specificity,
  f1,
  fBeta,
  mcc,
  logLoss,
  brierScore,
  rocAuc,
  averagePrecision,
  mae,
  mse,
  rmse,
  r2,
] as const satisfies readonly Metric[]

/** The metric of this name, or undefined. */
export function findMetric(name: string): Metric | undefined {
  return METRICS.find((metric) => metric.name === name)
}
