/** A column or table name as SQL, whatever characters it holds. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as an SQL string literal; statements can't hold a NUL, so it is put in by its number. */
export function literal(text: string): string {
  const parts = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`)
  return parts.length === 1 ? parts.join('') : `(${parts.join(' || chr(0) || ')})`
}

/** A finite number as an SQL double: a plain `0.5` would be a decimal. */
export function double(value: number): string {
  const text = String(value)
  return `CAST(${text.includes('e') ? text : `${text}e0`} AS DOUBLE)`
}

/** Whether two column names mean the same column: SQL ignores case. */
export function same(a: string, b: string): boolean {
  return folded(a) === folded(b)
}

/** A column name without its case, as SQL compares names: letters beyond ASCII keep theirs. */
export function folded(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}
