import type { Metric } from '../../core/metric.js'
import { accuracy } from './accuracy.js'
import { balancedAccuracy } from './balanced_accuracy.js'
import { cohenKappa } from './cohen_kappa.js'
import { f1 } from './f1.js'
import { logLoss } from './log_loss.js'
import { mcc } from './mcc.js'
import { precision } from './precision.js'
import { recall } from './recall.js'
import { rocAuc } from './roc_auc.js'
import { topKAccuracy } from './top_k_accuracy.js'

/** Metrics of several classes; some have the name of a binary metric. */
export const MULTICLASS = [
  accuracy,
  balancedAccuracy,
  precision,
  recall,
  f1,
  mcc,
  cohenKappa,
  logLoss,
  rocAuc,
  topKAccuracy,
] as const satisfies readonly Metric[]
