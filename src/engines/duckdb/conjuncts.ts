import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Connection } from './connection.js'
import { parseScalars } from './scalar.js'
import { withoutPlaces, writtenAnew } from './written-anew.js'

/** One of the conditions that a predicate joins by AND. */
export interface Conjunct {
  readonly sql: string
  /** Columns that it reads, as written. */
  readonly columns: readonly string[]
}

/** The conditions of which all must be true for a predicate to be; none of one that can't be parsed. */
export async function conjunctsOf(predicate: string, connection: Connection): Promise<Conjunct[]> {
  const [whole] = await parseScalars([predicate], connection)
  if (whole === undefined || whole.problem !== null) return []
  const { data } = And.safeParse(whole.tree)
  if (data === undefined) return [{ sql: predicate, columns: whole.columns }]
  const conjuncts: Conjunct[] = []
  for (const [index, child] of data.children.entries()) {
    const sql = await writtenAnew(predicate, `children[${index}]`, connection)
    const [part] = await parseScalars([sql], connection)
    const isSame = part !== undefined && isDeepStrictEqual(withoutPlaces(part.tree), withoutPlaces(child))
    if (isSame) conjuncts.push({ sql, columns: part.columns })
  }
  return conjuncts
}

const And = z.object({ class: z.literal('CONJUNCTION'), type: z.literal('CONJUNCTION_AND'), children: z.array(z.unknown()) })
