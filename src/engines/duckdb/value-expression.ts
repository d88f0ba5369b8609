import { z } from 'zod'
import { type Expression, isEvaluable } from '../../core/expression.js'
import type { Connection } from './connection.js'
import { parseScalars } from './scalar.js'

/** An expression over names, or why the text is none. */
export type ParsedValue = { readonly problem: string } | { readonly expression: Expression }

/** Parses a text as one scalar expression that can be computed outside the engine, from numbers by name. */
export async function parseValue(text: string, connection: Connection): Promise<ParsedValue> {
  const [parsed] = await parseScalars([text], connection)
  if (parsed === undefined) throw new Error('an expression was not parsed')
  if (parsed.problem !== null) return { problem: parsed.problem }
  const odd: string[] = []
  const expression = read(parsed.tree, odd)
  const [first] = odd
  return first === undefined ? { expression } : { problem: `may not use ${first} (${ALLOWED})` }
}

const ALLOWED =
  'it is computed from the aggregates: + - * / **, comparisons, and, or, not, case, abs, sqrt, ln, exp, pow, least, greatest, coalesce, nullif'

const NOTHING: Expression = { kind: 'constant', value: null }

/** What can't be computed is noted in `odd`, and stands as null. */
function read(tree: unknown, odd: string[]): Expression {
  const { data } = Node.safeParse(tree)
  if (data === undefined) {
    odd.push('such an expression')
    return NOTHING
  }
  const call = (name: string | undefined, shown: string, operands: readonly unknown[]): Expression => {
    if (name === undefined || !isEvaluable(name)) odd.push(shown)
    return { kind: 'call', function: name ?? '', operands: operands.map((operand) => read(operand, odd)) }
  }
  switch (data.class) {
    case 'CONSTANT':
      return { kind: 'constant', value: constant(data.value, odd) }
    case 'COLUMN_REF':
      return { kind: 'name', name: data.column_names.join('.') }
    case 'CAST': {
      // TRUE and FALSE are parsed as casts of text; all numbers here are doubles.
      const { data: flag } = Flag.safeParse(data)
      if (flag !== undefined) return { kind: 'constant', value: flag.child.value.value === 't' ? 1 : 0 }
      if (data.cast_type.id !== 'DOUBLE') odd.push(`a cast to ${data.cast_type.id}`)
      return read(data.child, odd)
    }
    case 'COMPARISON':
      return call(COMPARISONS[data.type], data.type, [data.left, data.right])
    case 'BETWEEN': {
      const ends = [call('>=', '', [data.input, data.lower]), call('<=', '', [data.input, data.upper])]
      return { kind: 'call', function: 'and', operands: ends }
    }
    case 'CONJUNCTION':
      return call(data.type === 'CONJUNCTION_AND' ? 'and' : 'or', data.type, data.children)
    case 'OPERATOR':
      return call(OPERATORS[data.type], data.type, data.children)
    case 'FUNCTION':
      return call(data.function_name.toLowerCase(), `${data.function_name}()`, data.children)
    case 'CASE':
      return {
        kind: 'case',
        branches: data.case_checks.map(({ when_expr, then_expr }) => ({
          when: read(when_expr, odd),
          value: read(then_expr, odd),
        })),
        otherwise: read(data.else_expr, odd),
      }
  }
}

function constant({ is_null, value, type }: z.output<typeof Constant>, odd: string[]): number | null {
  if (is_null) return null
  const wide = Wide.safeParse(value).data
  const number = wide === undefined ? value : wide.upper * 2 ** 64 + wide.lower
  if (typeof number === 'number') return number / 10 ** (type.type_info?.scale ?? 0)
  odd.push(type.id === 'VARCHAR' ? 'text' : `a constant of type ${type.id}`)
  return null
}

const COMPARISONS: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHAN: '>',
  COMPARE_GREATERTHANOREQUALTO: '>=',
}

const OPERATORS: Readonly<Record<string, string>> = {
  OPERATOR_COALESCE: 'coalesce',
  OPERATOR_NOT: 'not',
  OPERATOR_IS_NULL: 'is null',
  OPERATOR_IS_NOT_NULL: 'is not null',
}

const Constant = z.object({
  is_null: z.boolean(),
  value: z.unknown().optional(),
  type: z.object({ id: z.string(), type_info: z.object({ scale: z.number().optional() }).nullish() }),
})
/** An integer of more than 64 bits; of negative ones, JSON has lost the last digits. */
const Wide = z.object({ upper: z.number().min(0), lower: z.number() })
const Flag = z.object({
  child: z.object({ class: z.literal('CONSTANT'), value: z.object({ value: z.enum(['t', 'f']) }) }),
  cast_type: z.object({ id: z.literal('BOOLEAN') }),
})
const children = z.array(z.unknown())
const Node = z.discriminatedUnion('class', [
  z.object({ class: z.literal('CONSTANT'), value: Constant }),
  z.object({ class: z.literal('COLUMN_REF'), column_names: z.array(z.string()) }),
  z.object({ class: z.literal('CAST'), child: z.unknown(), cast_type: z.object({ id: z.string() }) }),
  z.object({ class: z.literal('COMPARISON'), type: z.string(), left: z.unknown(), right: z.unknown() }),
  z.object({ class: z.literal('BETWEEN'), input: z.unknown(), lower: z.unknown(), upper: z.unknown() }),
  z.object({ class: z.literal('CONJUNCTION'), type: z.string(), children }),
  z.object({ class: z.literal('OPERATOR'), type: z.string(), children }),
  z.object({ class: z.literal('FUNCTION'), function_name: z.string(), children }),
  z.object({
    class: z.literal('CASE'),
    case_checks: z.array(z.object({ when_expr: z.unknown(), then_expr: z.unknown() })),
    else_expr: z.unknown(),
  }),
])
