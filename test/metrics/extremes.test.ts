// Expected numbers: the formulas by hand, with ln(1e600) = 600 ln(10).
import { expect, it } from 'vitest'
import { findMetric } from '../../src/metrics/index.js'
import { scoreRows } from '../support/engine.js'

it.each([
  ['gamma_deviance', [1e-300, 1], [1e300, 2], (2 * (600 * Math.LN10 - 1) + 2 * (Math.LN2 - 1 / 2)) / 2],
  ['poisson_deviance', [1e-300, 1], [1e300, 2], 1e300],
  ['poisson_deviance', [1e300, 1], [1e-300, 1], 1e300 * (600 * Math.LN10 - 1)],
])(
  '%s is a number where a label is more times its prediction than a number can be',
  async (name, label, prediction, expected) => {
    const metric = findMetric(name)
    if (metric === undefined) throw new Error(`there is no metric ${name}`)
    const [value] = await scoreRows({ label, prediction, metric })
    expect((value ?? Number.NaN) / expected).toBeCloseTo(1, 12)
  },
)

it.each(['roc_auc', 'average_precision', 'ndcg'])(
  '%s does not change with a factor that makes weights smaller than normal numbers',
  async (name) => {
    const metric = findMetric(name)
    if (metric === undefined) throw new Error(`there is no metric ${name}`)
    const rows = { label: [1, 0, 1, 0], prediction: [0.9, 0.8, 0.3, 0.2], group: [1, 1, 2, 2], metric }
    const columns = name === 'ndcg' ? {} : { group: null }
    const [plain, tiny] = [
      await scoreRows({ ...rows, columns, weight: [1, 1, 1, 1] }),
      await scoreRows({ ...rows, columns, weight: Array(4).fill(1e-310) }),
    ]
    expect(tiny[0]).toBeCloseTo(plain[0] ?? Number.NaN, 12)
  },
)
