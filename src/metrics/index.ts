import type { Metric, Task } from '../core/metric.js'
import { accuracy } from './accuracy.js'
import { averagePrecision } from './average_precision.js'
import { balancedAccuracy } from './balanced_accuracy.js'
import { brierScore } from './brier_score.js'
import { businessValue } from './business_value.js'
import { calibrationRatio } from './calibration_ratio.js'
import { cohenKappa } from './cohen_kappa.js'
import { expectedCalibrationError } from './expected_calibration_error.js'
import { expectedCost } from './expected_cost.js'
import { explainedVariance } from './explained_variance.js'
import { fBeta } from './f_beta.js'
import { f1 } from './f1.js'
import { fnr } from './fnr.js'
import { fpr } from './fpr.js'
import { gammaDeviance } from './gamma_deviance.js'
import { gini } from './gini.js'
import { hitRate } from './hit_rate.js'
import { informedness } from './informedness.js'
import { jaccard } from './jaccard.js'
import { ks } from './ks.js'
import { lift } from './lift.js'
import { logLoss } from './log_loss.js'
import { mae } from './mae.js'
import { map } from './map.js'
import { mape } from './mape.js'
import { mcc } from './mcc.js'
import { meanError } from './mean_error.js'
import { medianAbsoluteError } from './median_absolute_error.js'
import { mrr } from './mrr.js'
import { mse } from './mse.js'
import { msle } from './msle.js'
import { MULTICLASS } from './multiclass/index.js'
import { ndcg } from './ndcg.js'
import { npv } from './npv.js'
import { pinball } from './pinball.js'
import { poissonDeviance } from './poisson_deviance.js'
import { precision } from './precision.js'
import { precisionAtK } from './precision_at_k.js'
import { precisionAtRecall } from './precision_at_recall.js'
import { predictedPositiveRate } from './predicted_positive_rate.js'
import { prevalence } from './prevalence.js'
import { r2 } from './r2.js'
import { recall } from './recall.js'
import { recallAtFpr } from './recall_at_fpr.js'
import { recallAtK } from './recall_at_k.js'
import { rmse } from './rmse.js'
import { rmsle } from './rmsle.js'
import { rocAuc } from './roc_auc.js'
import { smape } from './smape.js'
import { specificity } from './specificity.js'
import { tweedieDeviance } from './tweedie_deviance.js'
import { wape } from './wape.js'

/** Every metric that a config can name. Config schema, help and docs are derived from it. */
export const METRICS = [
  accuracy,
  balancedAccuracy,
  precision,
  recall,
  specificity,
  npv,
  fpr,
  fnr,
  f1,
  fBeta,
  jaccard,
  mcc,
  cohenKappa,
  informedness,
  expectedCost,
  businessValue,
  predictedPositiveRate,
  prevalence,
  logLoss,
  brierScore,
  expectedCalibrationError,
  calibrationRatio,
  rocAuc,
  gini,
  averagePrecision,
  ks,
  lift,
  precisionAtRecall,
  recallAtFpr,
  mae,
  mse,
  rmse,
  msle,
  rmsle,
  mape,
  smape,
  wape,
  medianAbsoluteError,
  r2,
  explainedVariance,
  meanError,
  pinball,
  poissonDeviance,
  gammaDeviance,
  tweedieDeviance,
  ...MULTICLASS,
  ndcg,
  map,
  mrr,
  hitRate,
  precisionAtK,
  recallAtK,
] as const satisfies readonly Metric[]

/** The metric of this name, or undefined; without a task the first of the registry, as a binary metric may have a multiclass namesake. */
export function findMetric(name: string, task?: Task): Metric | undefined {
  return METRICS.find((metric) => metric.name === name && (task === undefined || metric.task === task))
}
