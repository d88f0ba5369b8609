import { printable } from './numbers.js'

/** Values of a row by column; null = an empty cell. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => string | number | null>>

/** CSV (RFC 4180): a line of names, then a line for each row. */
export function csvText<Row>(columns: CsvColumns<Row>, rows: readonly Row[]): string {
  const lines = rows.map((row) => Object.values(columns).map((value) => cellOf(value(row))))
  return [Object.keys(columns), ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function cellOf(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = printable(value)
  const plain = /^[=+\-@]/.test(text) ? `'${text}` : text
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
