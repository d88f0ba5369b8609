import { knownError } from '../../core/errors.js'
import type { EngineInput, MetricPlan } from '../../core/ports.js'
import { identifier } from '../sql/quote.js'
import { canonicalRows } from '../sql/rows.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'
import { uriOf } from './files.js'
import { type Cell, type Facts, total } from './scan.js'

/** Refuses labels, predictions and weights that can't be scored, with counts and an example row. */
export async function checkRows(
  plan: MetricPlan,
  cells: readonly Cell[],
  dataset: Dataset,
  input: EngineInput,
  connection: Connection,
): Promise<void> {
  for (const check of CHECKS) {
    if (check.flag === 'invalid_prediction' && plan.onInvalidPrediction === 'drop') continue
    const count = total(cells.map((cell) => cell.facts[check.fact]))
    if (count === 0) continue
    const column = plan.columns[check.column]
    const example = await findExample(plan, check, dataset, input, connection)
    throw knownError('data', `${rows(count)} ${check.what(plan)} in column "${column}", ${example}`, { hint: check.hint })
  }
}

interface Check {
  readonly flag: string
  readonly fact: keyof Facts
  readonly column: 'label' | 'prediction' | 'weight'
  what(plan: MetricPlan): string
  readonly hint: string
}

const CHECKS: readonly Check[] = [
  {
    flag: 'invalid_label',
    fact: 'invalidLabel',
    column: 'label',
    what: ({ metric }) => (metric.metric.task === 'binary' ? 'a label other than 0 and 1' : 'a label that is not finite'),
    hint: 'write labels as 0/1 or boolean for binary metrics, finite numbers for regression, and null where the truth is not known yet',
  },
  {
    flag: 'invalid_prediction',
    fact: 'invalidPrediction',
    column: 'prediction',
    what: ({ metric }) =>
      metric.metric.probabilities === true
        ? `a prediction that is null, not finite or outside [0, 1], which ${metric.metric.name} needs`
        : 'a prediction that is null or not finite',
    hint: 'repair the predictions, or leave such rows out with dataset.on_invalid_prediction: drop',
  },
  {
    flag: 'invalid_weight',
    fact: 'invalidWeight',
    column: 'weight',
    what: () => 'a weight that is null, negative or not finite',
    hint: 'row weights must be finite and not negative; 0 leaves a row out',
  },
]

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
  const { place } = dataset
  const named = [...place, ...(plan.id === null ? [] : [identifier(plan.id)])]
  const canonical = canonicalRows(plan, dataset.columns, dataset.relation, named)
  const [row = []] = await connection.rows(`
    SELECT ${[check.column, ...named].join(', ')} FROM (${canonical}) WHERE ${check.flag}
    ${place.length === 0 ? '' : `ORDER BY ${place.join(', ')}`} LIMIT 1`)
  const [value, file, index] = row
  const where = place.length === 0 ? [] : [`row ${Number(index) + 1} of ${uriOf(input.files, file)}`]
  const id = plan.id === null ? [] : [`${plan.id} = ${row.at(-1)}`]
  return `e.g. ${[...where, ...id, String(value)].join(': ')}`
}
