import type { ColumnData, ColumnsMetric, ColumnTable, ColumnValues } from '../core/custom.js'
import type { Task } from '../core/metric.js'

type Type = ColumnValues['type']

/** Makes a table anew, as it is given away with its buffers. */
export type ExampleTable = () => ColumnTable

/**
 * Tables of two rows for a plug-in's test. The types of the dataset's own columns are not known without
 * data: first all of them have the same type, then, of two or three columns, each its own.
 */
export function exampleTables({ columns }: Pick<ColumnsMetric, 'columns'>, task: Task): readonly ExampleTable[] {
  const unknown = columns.filter((name) => KNOWN[name] === undefined)
  return assignments(unknown.length).map((types) => () => ({
    rows: 2,
    columns: columns.map((name) => exampleColumn(name, task, types[unknown.indexOf(name)] ?? 'double')),
  }))
}

const TYPES: readonly Type[] = ['double', 'text', 'integer', 'boolean']

/** A type for each column, 27 times at most. */
function assignments(count: number): readonly (readonly Type[])[] {
  if (count < 2 || count > 3) return TYPES.map((type) => Array.from({ length: count }, () => type)).slice(0, count === 0 ? 1 : 4)
  const types = count === 2 ? TYPES : TYPES.slice(0, 3)
  let lists: (readonly Type[])[] = [[]]
  for (let column = 0; column < count; column++) lists = types.flatMap((type) => lists.map((list) => [...list, type]))
  const isUniform = (list: readonly Type[]) => new Set(list).size === 1
  return [...lists.filter(isUniform), ...lists.filter((list) => !isUniform(list))]
}

const KNOWN: Readonly<Record<string, { readonly numbers: readonly number[]; readonly classes: readonly string[] | null }>> = {
  label: { numbers: [1, 0], classes: ['a', 'b'] },
  prediction: { numbers: [0.9, 0.1], classes: ['a', 'b'] },
  weight: { numbers: [1, 1], classes: null },
}

function exampleColumn(name: string, task: Task, type: Type): ColumnData {
  const known = KNOWN[name]
  if (known === undefined) return { name, ...EXAMPLES[type]() }
  return { name, ...(task === 'multiclass' && known.classes !== null ? texts(known.classes) : doubles(known.numbers)) }
}

const EXAMPLES: Readonly<Record<Type, () => ColumnValues>> = {
  double: () => doubles([1, 2]),
  integer: () => ({ type: 'integer', values: BigInt64Array.of(1n, 2n), nulls: null }),
  boolean: () => ({ type: 'boolean', values: Uint8Array.of(1, 0), nulls: null }),
  text: () => texts(['a', 'b']),
}

function doubles(values: readonly number[]): ColumnValues {
  return { type: 'double', values: Float64Array.from(values), nulls: null }
}

/** Of ASCII only. */
function texts(values: readonly string[]): ColumnValues {
  const ends = values.map((_, index) => values.slice(0, index + 1).join('').length)
  const bytes = Uint8Array.from(values.join(''), (letter) => letter.charCodeAt(0))
  return { type: 'text', values: { offsets: Int32Array.of(0, ...ends), bytes }, nulls: null }
}
