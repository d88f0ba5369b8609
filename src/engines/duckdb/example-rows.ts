import { CANONICAL } from '../../core/custom.js'
import type { Task } from '../../core/metric.js'
import { identifier, literal } from '../../core/sql.js'

/** What a column is taken to hold: SQL of its two values, for each variant of the rows. */
export type Kind = readonly [Two<string>, Two<string>, Two<string>]
type Two<T> = readonly [first: T, second: T]

export const VARIANTS = [0, 1, 2] as const

/** More columns than this have too many mixtures. */
export const MOST_MIXED = 3

const DATES: Two<string> = ['2026-01-02', '2026-07-31']
const TEXTS = kind(literal, ['a', 'b'], ['1', '2'], DATES)

/** Kinds of columns, the most common ones first. */
export const KINDS: readonly Kind[] = [
  doubles([1, 2], [1000, 0.5], [-1, 0]),
  TEXTS,
  kind((value: boolean) => `${value}`, [true, false], [true, true], [false, false]),
  kind((value) => `DATE ${literal(value)}`, DATES, DATES, DATES),
  kind((value) => `TIMESTAMP ${literal(value)}`, DATES, DATES, DATES),
  kind((value: number) => `CAST(${value} AS BIGINT)`, [1, 2], [1000, 7], [-1, 0]),
  kind((value) => `[${literal(value)}]`, ['a', 'b'], ['1', '2'], DATES),
]

/** Columns that are not all of one kind, at most 64 ways. */
export function mixtures(columns: number): (readonly Kind[])[] {
  if (columns < 2 || columns > MOST_MIXED) return []
  const kinds = columns === 2 ? KINDS : KINDS.slice(0, 4)
  const ofRest = (count: number): (readonly Kind[])[] =>
    count === 0 ? [[]] : kinds.flatMap((each) => ofRest(count - 1).map((rest) => [each, ...rest]))
  return ofRest(columns).filter((mixture) => new Set(mixture).size > 1)
}

/** SQL of two rows of `label`, `prediction`, `weight` and further columns. */
export function exampleRows(
  task: Task,
  columns: readonly string[],
  kinds: readonly Kind[],
  variant: (typeof VARIANTS)[number],
): string {
  const names = [...CANONICAL, ...columns.map(identifier)]
  const given = [...LABELLED[task], ONES, ...kinds]
  const rows = ([0, 1] as const).map((row) => `(${given.map((each) => each[variant][row]).join(', ')})`)
  return `(VALUES ${rows.join(', ')}) AS ctrain_example(${names.join(', ')})`
}

const ONES = doubles([1, 1], [1, 1], [1, 1])
const NUMBERS = [doubles([1, 0], [2, 3], [-1, 0.5]), doubles([0.9, 0.1], [2.5, 4], [0, -2])] as const

/** Label and prediction. */
const LABELLED: Readonly<Record<Task, readonly [Kind, Kind]>> = {
  binary: [doubles([1, 0], [1, 0], [0, 1]), NUMBERS[1]],
  multiclass: [TEXTS, kind(literal, ['a', 'a'], ['1', '1'], DATES)],
  regression: NUMBERS,
  ranking: NUMBERS,
}

function doubles(...variants: readonly [Two<number>, Two<number>, Two<number>]): Kind {
  return kind((value: number) => `CAST(${value} AS DOUBLE)`, ...variants)
}

function kind<T>(sql: (value: T) => string, ...[first, second, third]: readonly [Two<T>, Two<T>, Two<T>]): Kind {
  const both = ([a, b]: Two<T>): Two<string> => [sql(a), sql(b)]
  return [both(first), both(second), both(third)]
}
