import { z } from 'zod'
import { literal } from '../../core/sql.js'
import type { Connection } from './connection.js'
import { ALLOWED_FUNCTIONS } from './functions.js'

export interface Scalar {
  /** Why the text is not one scalar expression over the row's columns; null if it is. */
  readonly problem: string | null
  /** Columns that it reads, as written, without duplicates. */
  readonly columns: readonly string[]
  /** The syntax tree; null where there is a problem. */
  readonly tree: unknown
}

/**
 * Parses scalar expressions, such as predicates, without running them. Each must parse both bare and in
 * parentheses, so that nothing can close a parenthesis and go on, and its tree may hold only the node
 * kinds listed below.
 */
export async function parseScalars(texts: readonly string[], connection: Connection): Promise<Scalar[]> {
  const parsable = texts.filter((text) => unparsable(text) === null)
  const trees = await parseStatements(
    parsable.flatMap((text) => [`SELECT ${text}\n`, `SELECT (${text}\n)`]),
    connection,
  )
  let next = 0
  return texts.map((text) => {
    const problem = unparsable(text)
    if (problem !== null) return refused(problem)
    const [bare, enclosed] = trees.slice(next, next + 2)
    next += 2
    return scalarOf(bare, enclosed)
  })
}

/** Why a text is not worth parsing, or null. */
export function unparsable(text: string): string | null {
  if (text.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`
  return text.includes('\0') ? 'contains a NUL character' : null
}

/** What statements of the form `SELECT <one expression>` are read as; none of them runs. */
export async function parseStatements(statements: readonly string[], connection: Connection): Promise<Parsed[]> {
  if (statements.length === 0) return []
  const rows = await connection.rows(
    `SELECT CAST(json_serialize_sql(statement) AS VARCHAR) FROM (SELECT unnest([${statements.map(literal).join(', ')}]) AS statement)`,
  )
  return rows.map(([tree]) => readExpression(z.string().parse(tree)))
}

export type Parsed = { readonly problem: string } | { readonly expression: unknown }

function scalarOf(bare: Parsed | undefined, enclosed: Parsed | undefined): Scalar {
  if (bare === undefined || enclosed === undefined) throw new Error('an expression was not parsed')
  if ('problem' in bare) return refused(bare.problem)
  if ('problem' in enclosed) return refused(enclosed.problem)
  const columns = new Set<string>()
  const problem = inspect(bare.expression, columns, 0)
  return { problem, columns: [...columns], tree: problem === null ? bare.expression : null }
}

function refused(problem: string): Scalar {
  return { problem, columns: [], tree: null }
}

function readExpression(tree: string): Parsed {
  const answer = Answer.parse(readTree(tree))
  if (answer.error) return { problem: `is not a valid SQL expression: ${answer.error_message}` }
  if (answer.statements.length !== 1) return { problem: 'must be one expression, not several statements' }
  const select = BareSelect.safeParse(answer.statements[0])
  if (!select.success) return { problem: 'must be one expression, nothing may follow it' }
  const [expression] = select.data.node.select_list
  return { expression }
}

/** Infinite numbers make the tree invalid JSON. */
function readTree(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { error: true, error_message: 'a number is out of range' }
  }
}

/** Limits that no expression written by a person meets: binding takes time that grows faster than the text, and can't be interrupted. */
const MAX_LENGTH = 10_000
const MAX_DEPTH = 50

/** The first thing in the tree that is not allowed; collects the columns on the way. */
function inspect(value: unknown, columns: Set<string>, depth: number): string | null {
  if (Array.isArray(value)) return first(value, columns, depth)
  if (typeof value !== 'object' || value === null) return null
  const node = Node.parse(value)
  if (node.class === undefined) return first(Object.values(value), columns, depth)
  if (depth > MAX_DEPTH) return `is nested more than ${MAX_DEPTH} deep`
  const problem = refusal(node)
  if (problem !== null || node.class === 'CONSTANT') return problem
  if (node.class === 'COLUMN_REF') columns.add(node.column_names?.[0] ?? '')
  // The binder writes nullif's first argument twice, so nesting doubles its work.
  const levels = node.function_name?.toLowerCase() === 'nullif' ? 5 : 1
  return first(Object.values(value), columns, depth + levels)
}

function refusal(node: z.output<typeof Node>): string | null {
  const { class: kind = '' } = node
  if (REFUSED[kind] !== undefined) return REFUSED[kind]
  if (!ALLOWED_CLASSES.has(kind)) return `may not contain ${kind.toLowerCase()}`
  return kind === 'FUNCTION' ? refuseFunction(node) : null
}

function refuseFunction({ function_name: name = '', schema, catalog, distinct, filter }: z.output<typeof Node>): string | null {
  const lower = name.toLowerCase()
  if (AGGREGATES.has(lower) || distinct || filter != null) return `may not call ${name}(): an aggregate has no value per row`
  // Syntax such as trim(x) or extract(year from t) is parsed as a call of main.trim.
  if (ALLOWED_FUNCTIONS.has(lower) && (!schema || schema === 'main') && !catalog) return null
  return `may not call ${name}(): only deterministic scalar functions are allowed`
}

function first(values: readonly unknown[], columns: Set<string>, depth: number): string | null {
  for (const value of values) {
    const problem = inspect(value, columns, depth)
    if (problem !== null) return problem
  }
  return null
}

const ALLOWED_CLASSES = new Set([
  'CONSTANT',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'BETWEEN',
  'CAST',
  'CASE',
  'FUNCTION',
])

const REFUSED: Readonly<Record<string, string>> = {
  SUBQUERY: 'may not contain a subquery',
  WINDOW: 'may not contain a window function',
  STAR: 'may not contain * or COLUMNS()',
  PARAMETER: 'may not contain parameters',
  LAMBDA: 'may not contain a lambda',
  POSITIONAL_REFERENCE: 'may not refer to columns by position',
}

const AGGREGATES = new Set([
  'sum',
  'avg',
  'mean',
  'count',
  'count_star',
  'min',
  'max',
  'median',
  'stddev',
  'variance',
  'any_value',
  'first',
  'last',
  'list',
  'array_agg',
  'string_agg',
  'quantile',
  'mode',
  'bool_and',
  'bool_or',
])

const Answer = z.discriminatedUnion('error', [
  z.object({ error: z.literal(true), error_message: z.string() }),
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
])

/** `SELECT <one expression>` with no other clause and no alias. */
const BareSelect = z.object({
  node: z.object({
    type: z.literal('SELECT_NODE'),
    modifiers: z.array(z.unknown()).max(0),
    cte_map: z.object({ map: z.array(z.unknown()).max(0) }),
    select_list: z.array(z.looseObject({ class: z.string(), alias: z.literal('') })).length(1),
    from_table: z.object({ type: z.literal('EMPTY') }),
    where_clause: z.null(),
    group_expressions: z.array(z.unknown()).max(0),
    group_sets: z.array(z.unknown()).max(0),
    having: z.null(),
    sample: z.null(),
    qualify: z.null(),
  }),
})

const Node = z.looseObject({
  class: z.string().optional(),
  column_names: z.array(z.string()).optional(),
  function_name: z.string().optional(),
  schema: z.string().optional(),
  catalog: z.string().optional(),
  distinct: z.boolean().optional(),
  filter: z.unknown().optional(),
})
