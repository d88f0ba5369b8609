import { describe, expect, it } from 'vitest'
import { metricSchema } from '../../src/config/metric-schema.js'
import { isOpen, type Roles, resolveTask, taskProblem } from '../../src/config/task.js'

const SCORED: Roles = { label: 'y', prediction: 'p' }
const CLASSES: Roles = { label: 'y', probabilities: { cat: 'p_cat', dog: 'p_dog' } }
const BOTH: Roles = { ...CLASSES, prediction: 'p' }

/** The task of the metrics on columns of these types, or what is wrong. */
function taskOf(metrics: readonly unknown[], roles: Roles, label = 'DOUBLE', prediction = 'DOUBLE'): string {
  const readings = metrics.map((metric) => metricSchema.parse(metric))
  const columns = [
    { name: 'Y', type: label },
    { name: 'p', type: prediction },
  ]
  const resolved = resolveTask(readings, roles, isOpen(readings, roles) ? columns : [])
  if ('message' in resolved) return `${resolved.index}: ${resolved.message}`
  expect(resolved.map(({ metric }) => metric.name)).toEqual(readings.map(([{ metric }]) => metric.name))
  return [...new Set(resolved.map(({ metric }) => metric.task))].join()
}

describe('the task of a name that is both a binary and a multiclass metric', () => {
  it('is binary for scores', () => {
    for (const label of ['BOOLEAN', 'BIGINT', 'DOUBLE', 'DECIMAL(9,2)']) {
      for (const prediction of ['FLOAT', 'DOUBLE', 'DECIMAL(9,2)']) {
        expect(taskOf(['accuracy', 'mcc', 'f1'], SCORED, label, prediction)).toBe('binary')
      }
    }
  })

  it('is multiclass for text', () => {
    expect(taskOf(['accuracy'], SCORED, 'VARCHAR', 'VARCHAR')).toBe('multiclass')
    expect(taskOf(['accuracy'], SCORED, 'INTEGER', 'VARCHAR')).toBe('multiclass')
  })

  it('is binary for text beside scores, as the engine then tells the wrong type', () => {
    expect(taskOf(['accuracy', 'f1'], SCORED, 'VARCHAR', 'DOUBLE')).toBe('binary')
  })

  it('is multiclass for whole numbers or booleans on both sides, where the value for 0 and 1 is the same', () => {
    expect(taskOf(['accuracy'], SCORED, 'BIGINT', 'INTEGER')).toBe('multiclass')
    expect(taskOf(['cohen_kappa', 'balanced_accuracy'], SCORED, 'BOOLEAN', 'UTINYINT')).toBe('multiclass')
    expect(taskOf(['accuracy'], SCORED, 'INTERVAL', 'INTEGER')).toBe('binary')
  })

  it('is binary for whole numbers where the metric or another one has only that meaning', () => {
    expect(taskOf(['f1'], SCORED, 'BIGINT', 'BIGINT')).toBe('binary')
    expect(taskOf(['roc_auc'], SCORED, 'BIGINT', 'BIGINT')).toBe('binary')
    expect(taskOf(['accuracy', 'specificity'], SCORED, 'BIGINT', 'BIGINT')).toBe('binary')
    expect(taskOf([{ name: 'accuracy', threshold: 0.5 }], SCORED, 'BIGINT', 'BIGINT')).toBe('binary')
  })

  it('is what the config says, whatever the columns hold', () => {
    expect(taskOf([{ name: 'accuracy', task: 'multiclass' }], SCORED)).toBe('multiclass')
    expect(taskOf([{ name: 'accuracy', task: 'binary' }], SCORED, 'BIGINT', 'BIGINT')).toBe('binary')
    expect(taskOf([{ name: 'f1', average: 'macro' }, 'accuracy'], SCORED)).toBe('multiclass')
  })

  it('is multiclass with a probability per class', () => {
    expect(taskOf(['accuracy', 'log_loss', 'roc_auc', 'top_k_accuracy'], CLASSES)).toBe('multiclass')
    expect(taskOf(['accuracy', { name: 'precision', average: 'cat' }], BOTH)).toBe('multiclass')
  })

  it('stays open for columns that are missing, as the engine names them', () => {
    const readings = [metricSchema.parse('accuracy')]
    expect(resolveTask(readings, { label: 'gone', prediction: 'gone, too' }, [])).toMatchObject([{ metric: { task: 'binary' } }])
  })
})

describe('metrics that the columns do not serve', () => {
  it('say that text needs an average or probabilities', () => {
    expect(taskOf(['precision'], SCORED, 'VARCHAR', 'VARCHAR')).toBe(
      '0: column "Y" is text: precision of several classes needs average (write e.g. { name: precision, average: macro })',
    )
    expect(taskOf(['accuracy', 'roc_auc'], SCORED, 'VARCHAR', 'VARCHAR')).toMatch(
      /^1: column "Y" is text: roc_auc of several classes needs a probability of each/,
    )
  })

  it('say that they need probabilities', () => {
    expect(taskOf(['top_k_accuracy'], SCORED)).toMatch(/^0: top_k_accuracy needs a probability of each/)
    expect(taskOf([{ name: 'roc_auc', average: 'weighted' }], SCORED)).toMatch(/^0: roc_auc needs a probability of each/)
  })

  it('say that probabilities are of several classes', () => {
    expect(taskOf(['accuracy', 'specificity'], BOTH)).toMatch(
      /^1: specificity is a binary metric, and dataset.columns.probabilities are of several classes/,
    )
    expect(taskOf(['f1'], CLASSES)).toMatch(/^0: the columns are of several classes: f1 of several classes needs average/)
  })

  it('say that all must be of one task', () => {
    const readings = [{ name: 'f1', average: 'macro' }, 'accuracy', 'rmse'].map((metric) => metricSchema.parse(metric))
    expect(taskProblem(readings, SCORED)).toEqual({
      index: 2,
      message: 'rmse is a regression metric, beside multiclass ones (the metrics of a model must be of one task)',
    })
  })
})
