import type { Column, ColumnRoles } from '../../core/ports.js'
import { identifier, literal } from '../../core/sql.js'
import { typeOf } from './columns.js'

/**
 * SQL of a column's class as text. A whole number is written alike whatever its type, as a column of
 * integers becomes one of floats where it has nulls; beside numbers, booleans are 0 and 1.
 */
export function classText(name: string, roles: ColumnRoles, columns: readonly Column[]): string {
  const column = identifier(name)
  const type = typeOf(name, columns) ?? ''
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) {
    const value = type === 'FLOAT' ? column : `CAST(${column} AS DOUBLE)`
    const isWhole = `${value} = trunc(${value}) AND abs(${value}) < 1e15`
    return `CASE WHEN ${isWhole} THEN CAST(CAST(${value} AS BIGINT) AS VARCHAR) ELSE CAST(${value} AS VARCHAR) END`
  }
  const isNumber = type === 'BOOLEAN' && hasNumbers(roles, columns)
  return `CAST(${isNumber ? `CAST(${column} AS INTEGER)` : column} AS VARCHAR)`
}

/** SQL of whether the class of a column is one, over its text: NaN and infinity are none. */
export function isClass(role: 'label' | 'prediction', name: string, columns: readonly Column[]): string[] {
  return /^(FLOAT|DOUBLE)$/.test(typeOf(name, columns) ?? '') ? [`${role} NOT IN ('nan', 'inf', '-inf')`] : []
}

/** SQL of the most probable class; the first of those that tie. */
export function mostProbable(classes: readonly string[]): string {
  const cases = classes.map((name, index) => `WHEN ctrain_probability${index} THEN ${literal(name)}`)
  return `CASE greatest(${classes.map((_, index) => `ctrain_probability${index}`).join(', ')}) ${cases.join(' ')} END`
}

/** SQL of the probability of the label's class. */
export function ownProbability(classes: readonly string[]): string {
  return `CASE label ${classes.map((name, index) => `WHEN ${literal(name)} THEN ctrain_probability${index}`).join(' ')} END`
}

/** SQL of the number of classes whose probability compares so with that of the label's class. */
export function countClasses(comparison: '>' | '=', classes: readonly string[]): string {
  return classes
    .map((_, index) => `CASE WHEN ctrain_probability${index} ${comparison} ctrain_probability THEN 1e0 ELSE 0e0 END`)
    .join(' + ')
}

function hasNumbers({ label, prediction, probabilities }: ColumnRoles, columns: readonly Column[]): boolean {
  const types = [label, prediction].map((name) => (name === null ? '' : (typeOf(name, columns) ?? '')))
  if (types.some((type) => /INT|FLOAT|DOUBLE|DECIMAL/.test(type))) return true
  return probabilities !== null && Object.keys(probabilities).every((name) => name === '0' || name === '1')
}
