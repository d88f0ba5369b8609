/** Text in columns, each as wide as its widest cell; the last one has no padding. Numbers go to the right. */
export function inColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  return padded(rows, right).map((cells) => cells.join(GAP).trimEnd())
}

/** Between columns. */
export const GAP = '  '

/** Cells as wide as the widest of their column. */
export function padded(rows: readonly (readonly string[])[], right: readonly number[] = []): string[][] {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row.map((cell, column) => {
      const width = widths[column] ?? 0
      return right.includes(column) ? cell.padStart(width) : cell.padEnd(width)
    }),
  )
}
