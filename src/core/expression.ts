/** An expression over named numbers, with SQL's rules: null in gives null out, and so does a division by zero. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: number | null }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly function: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'case'; readonly branches: readonly Branch[]; readonly otherwise: Expression }

interface Branch {
  readonly when: Expression
  readonly value: Expression
}

type Value = number | null

/** The value, or null where it is not defined. True is 1, false is 0, and any other number than 0 counts as true. */
export function evaluate(expression: Expression, values: Readonly<Record<string, number>>): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value
    case 'name':
      return values[expression.name] ?? null
    case 'case': {
      const branch = expression.branches.find(({ when }) => isTrue(evaluate(when, values)))
      return evaluate(branch?.value ?? expression.otherwise, values)
    }
    case 'call': {
      const operands = expression.operands.map((operand) => evaluate(operand, values))
      const lazy = OF_NULLS[expression.function]
      if (lazy !== undefined) return lazy(operands)
      const known = operands.filter((operand) => operand !== null)
      const compute = FUNCTIONS[expression.function]
      if (compute === undefined) throw new Error(`the function ${expression.function} has no evaluation`)
      return known.length < operands.length ? null : defined(compute(...known))
    }
  }
}

/** Names that an expression reads. */
export function namesOf(expression: Expression): string[] {
  switch (expression.kind) {
    case 'constant':
      return []
    case 'name':
      return [expression.name]
    case 'call':
      return expression.operands.flatMap(namesOf)
    case 'case':
      return [
        ...expression.branches.flatMap(({ when, value }) => [...namesOf(when), ...namesOf(value)]),
        ...namesOf(expression.otherwise),
      ]
  }
}

export function isEvaluable(name: string): boolean {
  return name in FUNCTIONS || name in OF_NULLS
}

function isTrue(value: Value): boolean {
  return value !== null && value !== 0
}

function defined(value: number): Value {
  return Number.isFinite(value) ? value : null
}

const FUNCTIONS: Readonly<Record<string, (...operands: number[]) => number>> = {
  '+': (a = Number.NaN, b = 0) => a + b,
  '-': (a = Number.NaN, b) => (b === undefined ? -a : a - b),
  '*': (a = Number.NaN, b = Number.NaN) => a * b,
  '/': (a = Number.NaN, b = Number.NaN) => a / b,
  '**': (a = Number.NaN, b = Number.NaN) => a ** b,
  '^': (a = Number.NaN, b = Number.NaN) => a ** b,
  '=': (a, b) => Number(a === b),
  '<>': (a, b) => Number(a !== b),
  '<': (a = Number.NaN, b = Number.NaN) => Number(a < b),
  '<=': (a = Number.NaN, b = Number.NaN) => Number(a <= b),
  '>': (a = Number.NaN, b = Number.NaN) => Number(a > b),
  '>=': (a = Number.NaN, b = Number.NaN) => Number(a >= b),
  not: (a) => Number(a === 0),
  abs: (a = Number.NaN) => Math.abs(a),
  sqrt: (a = Number.NaN) => Math.sqrt(a),
  ln: (a = Number.NaN) => Math.log(a),
  log10: (a = Number.NaN) => Math.log10(a),
  exp: (a = Number.NaN) => Math.exp(a),
  pow: (a = Number.NaN, b = Number.NaN) => a ** b,
  power: (a = Number.NaN, b = Number.NaN) => a ** b,
}

/** Functions that have a value although an operand has none. */
const OF_NULLS: Readonly<Record<string, (operands: readonly Value[]) => Value>> = {
  coalesce: (operands) => operands.find((operand) => operand !== null) ?? null,
  nullif: ([a = null, b = null]) => (a === b ? null : a),
  least: (operands) => extreme(operands, Math.min),
  greatest: (operands) => extreme(operands, Math.max),
  and: (operands) => (operands.includes(0) ? 0 : operands.includes(null) ? null : 1),
  or: (operands) => (operands.some(isTrue) ? 1 : operands.includes(null) ? null : 0),
  'is null': ([a = null]) => Number(a === null),
  'is not null': ([a = null]) => Number(a !== null),
}

function extreme(operands: readonly Value[], of: (...values: number[]) => number): Value {
  const known = operands.filter((operand) => operand !== null)
  return known.length === 0 ? null : of(...known)
}
