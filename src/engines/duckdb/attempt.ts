import { isKnownError } from '../../core/errors.js'
import type { Connection } from './connection.js'

/** What a query gave, or what the engine has against it. */
export type Attempt<T> = { readonly result: T } | { readonly refusal: Error }

/** Asks for what may be refused. Known errors, such as an interruption, are thrown all the same. */
export async function attempt<T>(ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { result: await ask() }
  } catch (error) {
    if (isKnownError(error) || !(error instanceof Error)) throw error
    return { refusal: error }
  }
}

/** The type of each expression over the rows of a relation: asked for together, or one by one where that is refused. */
export async function typesOf(
  expressions: readonly string[],
  relation: string,
  connection: Connection,
): Promise<readonly Attempt<string>[]> {
  if (expressions.length === 0) return []
  const list = expressions.map((sql) => `(${sql}\n)`).join(', ')
  const described = await attempt(() => connection.rows(`DESCRIBE SELECT ${list} FROM ${relation}`))
  if ('result' in described) return described.result.map(([, type]) => ({ result: String(type) }))
  if (expressions.length === 1) return [described]
  const types: Attempt<string>[] = []
  for (const expression of expressions) types.push(...(await typesOf([expression], relation, connection)))
  return types
}
