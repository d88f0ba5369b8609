import type { Column } from '../../core/ports.js'
import { same } from '../../core/sql.js'

/** The engine's name for a column's type; undefined if there is no such column. */
export function typeOf(name: string, columns: readonly Column[]): string | undefined {
  return columns.find((column) => same(column.name, name))?.type
}
