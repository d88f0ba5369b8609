const DELIMITERS = [',', ';', '\t', '|'] as const

/** The fields of the first record of some lines; a quoted field may go on in the next line. */
export function firstRecord(lines: readonly string[], delimiter: string): string[] {
  return records(lines, delimiter)[0] ?? []
}

/**
 * What parts the fields of a file: what gives as many columns as there are, or the same number in each of its first
 * records, or else the most in the first.
 */
export function delimiterOf(lines: readonly string[], columns: number | null): string {
  const tried = DELIMITERS.map((delimiter) => {
    const counts = records(lines, delimiter).map((fields) => fields.length)
    const [count = 0] = counts
    return { delimiter, count, isRegular: count > 1 && counts.every((other) => other === count) }
  })
  const most = (best: (typeof tried)[number], each: (typeof tried)[number]) => (each.count > best.count ? each : best)
  const regular = tried.filter(({ isRegular }) => isRegular)
  const fits = tried.find(({ count }) => count === columns)
  return (fits ?? (regular.length > 0 ? regular : tried).reduce(most)).delimiter
}

/** The records of some lines. The last one may be cut off, and is left out unless it is the only one. */
function records(lines: readonly string[], delimiter: string): string[][] {
  const bare = `[^${delimiter}\\n]*`
  const field = new RegExp(`(?:"([^"]*(?:""[^"]*)*)("?)(${bare})|(${bare}))([${delimiter}\\n]|$)`, 'g')
  const found: string[][] = []
  let fields: string[] = []
  for (const [, quoted, closing, rest = '', plain = '', end] of lines.join('\n').matchAll(field)) {
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"') + rest)
    if (end === delimiter) continue
    if (closing !== '' || found.length === 0) found.push(fields)
    fields = []
    if (end === '') break
  }
  return found
}
