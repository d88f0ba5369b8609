import { knownError } from '../../core/errors.js'
import type { EngineInput, MetricPlan } from '../../core/ports.js'
import { identifier } from '../../core/sql.js'
import { canonicalRows } from '../sql/rows.js'
import { STATE, UNKNOWN } from '../sql/state.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { nameRow } from './files.js'
import { refuseUnmatched } from './unmatched-rows.js'

/** Refuses labels, predictions and weights that can't be scored, with counts and an example row. */
export async function checkRows(
  plan: MetricPlan,
  states: readonly number[],
  dataset: Dataset,
  input: EngineInput,
  connection: Connection,
): Promise<void> {
  for (const check of CHECKS) {
    if (check.state === STATE.invalidPrediction && plan.onInvalidPrediction === 'drop') continue
    const count = states[check.state] ?? 0
    if (count === 0) continue
    if (check.state === STATE.invalidPrediction) await refuseUnmatched(plan, dataset, input, connection)
    const column = columnsOf(plan, check).join('", "')
    const example = await findExample(plan, check, dataset, input, connection)
    throw knownError('data', `${rows(count)} ${check.what(plan)} in column "${column}", ${example}`, { hint: check.hint(plan) })
  }
}

interface Check {
  readonly state: number
  readonly column: 'label' | 'prediction' | 'weight'
  what(plan: MetricPlan): string
  hint(plan: MetricPlan): string
}

const CHECKS: readonly Check[] = [
  {
    state: STATE.invalidLabel,
    column: 'label',
    what: (plan) => {
      if (plan.task === 'binary') return 'a label other than 0 and 1'
      if (plan.task === 'multiclass')
        return plan.columns.probabilities === null ? 'a label that is not finite' : 'a label that has no probability column'
      return ['a label that is not finite', ...violations(plan, 'labelDomain')].join(', or ')
    },
    hint: (plan) =>
      plan.columns.probabilities !== null
        ? 'name a column for each class under dataset.columns.probabilities; a label is null where the truth is not known yet'
        : 'write labels as 0/1 or boolean for binary metrics, finite numbers for regression, and null where the truth is not known yet',
  },
  {
    state: STATE.invalidPrediction,
    column: 'prediction',
    what: ({ columns: { prediction, probabilities } }) => {
      const names = [...(prediction === null ? [] : ['prediction']), ...(probabilities === null ? [] : ['probability'])]
      return `a ${names.join(' or ')} that is null or not finite`
    },
    hint: () => 'repair the predictions, or leave such rows out with dataset.on_invalid_prediction: drop',
  },
  {
    state: STATE.unfitPrediction,
    column: 'prediction',
    what: (plan) => {
      if (plan.columns.probabilities !== null) return 'a probability outside [0, 1]'
      const needs = plan.metrics.find(({ metric }) => metric.probabilities === true)?.metric.name
      const outside = needs === undefined ? [] : [`outside [0, 1], where ${needs} is not defined`]
      return `a prediction ${[...outside, ...violations(plan, 'predictionDomain')].join(', or ')}`
    },
    hint: () => 'is it the right column? Repair the predictions, or leave out the metric that is not defined for them',
  },
  {
    state: STATE.invalidWeight,
    column: 'weight',
    what: () => 'a weight that is null, negative or not finite',
    hint: () => 'row weights must be finite and not negative; 0 leaves a row out',
  },
]

function columnsOf({ columns }: MetricPlan, { column }: Check): string[] {
  const probabilities = column === 'prediction' ? Object.values(columns.probabilities ?? {}) : []
  return [columns[column], ...probabilities].filter((name) => name !== null)
}

function violations({ metrics }: MetricPlan, side: 'labelDomain' | 'predictionDomain'): string[] {
  return metrics.flatMap(({ metric, params }) => {
    const violation = metric[side]?.(params)?.violation
    return violation === undefined ? [] : [`${violation}, where ${metric.name} is not defined`]
  })
}

function rows(count: number): string {
  return count === 1 ? '1 labelled row has' : `${count} labelled rows have`
}

async function findExample(
  plan: MetricPlan,
  check: Check,
  dataset: Dataset,
  input: EngineInput,
  connection: Connection,
): Promise<string> {
  const { place } = dataset.table
  const idColumn = plan.columns.id
  const id = idColumn === null ? [] : ['ctrain_id']
  const { columns, relation } = dataset
  const carried = [...place, ...(idColumn === null ? [] : [`${identifier(idColumn)} AS ctrain_id`])]
  const canonical = canonicalRows({ plan, columns, relation, profile: UNKNOWN, carried })
  const probabilities = check.column === 'prediction' ? Object.keys(plan.columns.probabilities ?? {}) : []
  const given = plan.columns[check.column] === null ? [] : [check.column]
  const shown = [...given, ...probabilities.map((_, index) => `ctrain_probability${index}`)]
  const [row = []] = await connection.rows(`
    SELECT ${[...place, ...id, ...shown].join(', ')} FROM (${canonical}) WHERE ctrain_state = ${check.state}
    ${place.length === 0 ? '' : `ORDER BY ${place.join(', ')}`} LIMIT 1`)
  const values = row.slice(carried.length).map(String).join(', ')
  const where = place.length === 0 ? [] : [nameRow(input.files, row[0], row[1])]
  const identity = idColumn === null ? [] : [`${idColumn} = ${row[carried.length - 1]}`]
  return `e.g. ${[...where, ...identity, values].join(': ')}`
}
