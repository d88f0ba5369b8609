/** The virtual column that numbers the files of a table, in their order. */
export const FILE_INDEX = 'file_index'

/** SQL of a value that each file has, by the number of a row's file. Neighbours of one value share a branch. */
export function perFile(values: readonly string[]): string {
  return pick(values.flatMap((value, start) => (value === values[start - 1] ? [] : [{ start, value }])))
}

interface Run {
  readonly start: number
  readonly value: string
}

function pick(runs: readonly Run[]): string {
  const half = runs.length >> 1
  const [first, middle] = [runs[0], runs[half]]
  if (first === undefined || middle === undefined) return 'NULL'
  if (half === 0) return first.value
  return `CASE WHEN ${FILE_INDEX} < ${middle.start} THEN ${pick(runs.slice(0, half))} ELSE ${pick(runs.slice(half))} END`
}
