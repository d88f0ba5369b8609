import { CANONICAL, type CustomMetric, type ExpressionSpec } from '../core/custom.js'
import { knownError } from '../core/errors.js'
import { evaluate, namesOf } from '../core/expression.js'
import type { AggregateMetric, Statistics } from '../core/metric.js'
import type { EngineSession } from '../core/ports.js'
import { folded } from '../core/sql.js'

type Described = Omit<CustomMetric, 'kind' | 'spec'>
type Finishing = Described & { finish(statistics: Statistics): number | null }

/** A metric of SQL aggregates and of an expression over their names. Rejects with a config error; `place` stands before what is wrong. */
export async function expressionMetric(
  described: Described,
  { aggregates, value }: ExpressionSpec,
  place: string,
  session: EngineSession,
): Promise<AggregateMetric> {
  const terms = await termsOf(aggregates, `${place}${described.name}: aggregate`, session)
  const parsed = await session.parseValue(value)
  if ('problem' in parsed) throw bad(`${place}${described.name}: value ${parsed.problem}`)
  const unknown = namesOf(parsed.expression).find((name) => !Object.hasOwn(aggregates, name))
  if (unknown !== undefined) {
    const known = Object.keys(aggregates).join(', ')
    throw bad(`${place}${described.name}: value names ${unknown}, which is no aggregate (there are ${known})`)
  }
  const finish = (statistics: Statistics) => evaluate(parsed.expression, statistics)
  return await additive({ ...described, finish }, terms, place, session)
}

/** A metric of sums of SQL per row. Rejects like {@link expressionMetric}. */
export async function sumsMetric(
  described: Finishing,
  sums: Readonly<Record<string, string>>,
  place: string,
  session: EngineSession,
): Promise<AggregateMetric> {
  const terms = Object.fromEntries(Object.entries(sums).map(([name, sql]) => [name, same(sql)]))
  return await additive(described, terms, place, session)
}

/** What a row adds to a sum, and what of it must be a number, true or false: both are SQL. */
interface Term {
  readonly added: string
  readonly checked: string
}

/** A metric of sums per row, each checked to be one scalar expression. */
async function additive(
  { finish, ...described }: Finishing,
  terms: Readonly<Record<string, Term>>,
  place: string,
  session: EngineSession,
): Promise<AggregateMetric> {
  const named = Object.entries(terms)
  const parsed = await session.parseScalars(named.map(([, { checked }]) => checked))
  const reads = new Map<string, string>()
  for (const [index, [name]] of named.entries()) {
    const { problem = null, columns = [] } = parsed[index] ?? {}
    if (problem !== null) throw bad(`${place}${described.name}: aggregate ${name} ${problem}`)
    for (const column of columns) if (!CANONICAL.includes(folded(column))) reads.set(folded(column), column)
  }
  // Sums are squared for the standard error, which integers would overflow.
  const sums = Object.fromEntries(named.map(([name, { added }]) => [name, `CAST((${added}\n) AS DOUBLE)`]))
  const own = {
    reads: [...reads.values()],
    terms: Object.fromEntries(named.map(([name, { checked }]) => [name, checked])),
    place,
  }
  return { ...described, kind: 'aggregate', sums: () => sums, own, finish }
}

/** The terms of additive aggregates, by their names. */
async function termsOf(
  aggregates: Readonly<Record<string, string>>,
  place: string,
  session: EngineSession,
): Promise<Readonly<Record<string, Term>>> {
  const parsed = await session.parseAggregates(Object.values(aggregates))
  return Object.fromEntries(
    Object.entries(aggregates).map(([name, text], index) => {
      const call = parsed[index] ?? { problem: 'was not parsed' }
      if ('problem' in call) throw bad(`${place} ${name} ${call.problem}: ${text} (${ADDITIVE})`)
      return [name, termOf(call)]
    }),
  )
}

const ADDITIVE = 'write one sum(…), count(*), count(…) or count_if(…), and combine them in value'

function termOf({ function: name, argument }: { readonly function: string; readonly argument: string | null }): Term {
  if (argument === null) return same('1')
  if (name === 'count') return same(`CASE WHEN (${argument}) IS NULL THEN 0 ELSE 1 END`)
  return name === 'sum' ? same(argument) : { checked: argument, added: `CASE WHEN (${argument}) THEN 1 ELSE 0 END` }
}

function same(sql: string): Term {
  return { checked: sql, added: sql }
}

function bad(message: string): Error {
  return knownError('config', message, { hint: 'docs/custom-metrics.md has examples' })
}
