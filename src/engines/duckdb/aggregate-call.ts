import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { ParsedAggregate } from '../../core/ports.js'
import type { Connection } from './connection.js'
import { parseStatements, unparsable } from './scalar.js'
import { withoutPlaces, writtenAnew } from './written-anew.js'

/** What additive aggregates sum: each text must be one call of sum, count or count_if, and nothing around it. */
export async function parseAggregates(texts: readonly string[], connection: Connection): Promise<ParsedAggregate[]> {
  const parsed: ParsedAggregate[] = []
  for (const text of texts) parsed.push(await parseAggregate(text, connection))
  return parsed
}

async function parseAggregate(text: string, connection: Connection): Promise<ParsedAggregate> {
  const problem = unparsable(text)
  if (problem !== null) return { problem }
  const [tree] = await parseStatements([`SELECT ${text}\n`], connection)
  if (tree === undefined) throw new Error('an aggregate was not parsed')
  if ('problem' in tree) return tree
  const { data } = Call.safeParse(tree.expression)
  const name = data?.function_name.toLowerCase()
  if (data === undefined) return { problem: NOT_ADDITIVE }
  if (name === 'count_star') return { function: 'count', argument: null }
  if (name !== 'sum' && name !== 'count' && name !== 'count_if') return { problem: NOT_ADDITIVE }
  const [child, ...others] = data.children
  if (!Unnamed.safeParse(child).success || others.length > 0) return { problem: NOT_ADDITIVE }
  const argument = await writtenAnew(text, 'children[0]', connection)
  const [again] = await parseStatements([`SELECT ${argument}\n`], connection)
  const isSame =
    again !== undefined && 'expression' in again && isDeepStrictEqual(withoutPlaces(again.expression), withoutPlaces(child))
  return isSame ? { function: name, argument } : { problem: 'has an argument that does not read the same when written anew' }
}

const NOT_ADDITIVE = 'is not additive'

/** A call with arguments only: no DISTINCT, FILTER or ORDER BY. */
const Call = z.object({
  class: z.literal('FUNCTION'),
  function_name: z.string(),
  schema: z.literal(''),
  catalog: z.literal(''),
  distinct: z.literal(false),
  filter: z.null(),
  order_bys: z.object({ orders: z.array(z.unknown()).max(0) }),
  children: z.array(z.unknown()),
})

/** Not `name := value`. */
const Unnamed = z.looseObject({ alias: z.literal('') })
