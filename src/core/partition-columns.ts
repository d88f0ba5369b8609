import { isCalendarDate } from './calendar.js'
import type { SourceFile } from './data-source.js'
import type { Column } from './ports.js'
import { folded, same } from './sql.js'

/** The columns that the folders `key=value` of files make, each of the narrowest type that all of its values have. */
export function partitionColumns(files: readonly SourceFile[]): Column[] {
  const columns = new Map<string, { readonly name: string; readonly values: Set<string> }>()
  for (const { partition = {} } of files) {
    for (const [name, value] of Object.entries(partition)) {
      const column = columns.get(folded(name)) ?? { name, values: new Set() }
      columns.set(folded(name), column)
      if (value !== null) column.values.add(value)
    }
  }
  return [...columns.values()].map(({ name, values }) => ({ name, type: typeOf([...values]) }))
}

/** Columns of several sources: of one name, they must be of one type. */
export function mergeColumns(sources: readonly (readonly Column[])[]): Column[] {
  const merged = new Map<string, Column>()
  for (const column of sources.flat()) {
    const key = folded(column.name)
    const known = merged.get(key) ?? column
    merged.set(key, known.type === column.type ? known : { ...known, type: 'VARCHAR' })
  }
  return [...merged.values()]
}

/** What a file's folders say of a column, in any case of its name; null = nothing, or Hive's default partition. */
export function partitionValue({ partition = {} }: SourceFile, column: string): string | null {
  const found = Object.entries(partition).find(([name]) => same(name, column))
  return found?.[1] ?? null
}

function typeOf(values: readonly string[]): string {
  const fits = TYPES.find(([, isOfType]) => values.length > 0 && values.every(isOfType))
  return fits?.[0] ?? 'VARCHAR'
}

const TYPES: readonly (readonly [type: string, isOfType: (text: string) => boolean])[] = [
  ['BOOLEAN', (text) => /^(true|false)$/i.test(text)],
  ['DATE', isCalendarDate],
  ['TIMESTAMP', isTimestamp],
  // All that 18 digits can say fits into 64 bits.
  ['BIGINT', (text) => /^-?\d{1,18}$/.test(text)],
]

/** Without a zone, or of UTC. */
function isTimestamp(text: string): boolean {
  return isCalendarDate(text.slice(0, 10)) && /^[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z?$/.test(text.slice(10))
}
