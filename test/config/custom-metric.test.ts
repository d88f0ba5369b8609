import { describe, expect, it } from 'vitest'
import { metricProblems } from '../../src/config/metric-problems.js'
import { metricSchema } from '../../src/config/metric-schema.js'

const SQL = { name: 'own', direction: 'higher', aggregates: { n: 'count(*)' }, value: 'n' }
const COMMAND = { command: ['python3', 'own.py'], direction: 'higher' }

describe('a metric of the user that is not written right', () => {
  it.each([
    [{ ...SQL, value: 1 }, 'value: must be an expression over the names of the aggregates (write e.g. "gain / n")'],
    [{ ...SQL, aggregates: { a: 1 } }, 'aggregates.a: must be an aggregate (write e.g. "count(*)" or "sum(amount)")'],
    [{ ...SQL, aggregates: 'n' }, 'aggregates: must be a mapping of names to aggregates (write e.g. { n: "count(*)" })'],
    [{ ...SQL, aggregates: {} }, 'aggregates: must have at least one aggregate (write { n: "count(*)" })'],
    [{ ...SQL, aggregates: { 'a b': 'sum(x)' } }, 'aggregates.a b: must be a name of letters, digits and _ (e.g. gain)'],
    [{ ...SQL, name: 5 }, 'name: must be text, such as profit (see docs/custom-metrics.md)'],
    [{ ...SQL, task: 'ranking' }, 'task: must be binary or multiclass or regression (see docs/custom-metrics.md)'],
    [{ ...COMMAND, command: 'python3 x.py' }, 'command: must be a list of a program and its arguments (write [python3, x.py])'],
    [{ ...COMMAND, command: [] }, 'command.0: must be a program (write [python3, metrics/own.py])'],
    [{ ...COMMAND, columns: [] }, 'columns: must name at least one column (write e.g. [label, prediction])'],
    [{ ...COMMAND, columns: 'label' }, 'columns: must be a list of columns (write e.g. [label, prediction])'],
    [{ ...COMMAND, columns: [1] }, 'columns.0: must be the name of a column (write e.g. [label, prediction])'],
    [{ ...COMMAND, buckets: 65 }, 'buckets: must be a whole number from 0 to 64 (see docs/custom-metrics.md)'],
    [{ ...COMMAND, timeout: '30d' }, 'timeout: must be more than 0s and at most 24h (write e.g. 60s)'],
    [{ ...COMMAND, timeout: '0s' }, 'timeout: must be more than 0s and at most 24h (write e.g. 60s)'],
    [{ ...COMMAND, timeout: 60 }, 'timeout: is not a duration (write e.g. 30m, 24h or 3d)'],
    [{ module: 1 }, 'module: must be the path of an ES module (write e.g. ./metrics/profit.mjs)'],
    [{ module: 'own.mjs', params: [1] }, 'params: must be a mapping of names to values (write e.g. { price: 100 })'],
    [{ module: 'own.mjs', timeout: '25h' }, 'timeout: must be more than 0s and at most 24h (write e.g. 60s)'],
  ])('%j is told how to write it: %s', (value, message) => {
    expect(metricSchema.safeParse(value).success).toBe(false)
    expect(metricProblems(value).map((problem) => `${problem.path.join('.')}: ${problem.message}`)).toEqual([message])
  })

  it.each([
    ['90s', 90_000],
    ['24h', 86_400_000],
    [undefined, 60_000],
  ])('timeout: %s gives modules and programs %i ms for a value', (timeout, expected) => {
    for (const value of [{ module: 'own.mjs' }, COMMAND]) {
      const [{ metric }] = metricSchema.parse({ ...value, ...(timeout === undefined ? {} : { timeout }) })
      expect(metric).toMatchObject({ spec: { timeout: expected } })
    }
  })
})
