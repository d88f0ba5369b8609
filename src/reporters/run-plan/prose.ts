import { printable } from '../numbers.js'

/** One part of a plan: its title, and paragraphs below it. */
export interface Section {
  readonly title: string
  readonly lines: readonly string[]
}

/** Words in lines of a width, indented; a word that is longer has a line of its own. `hang` = further indent of all but the first line. */
export function paragraph(text: string, width: number, hang = 0): string[] {
  return text.split('\n').flatMap((each) => wrapped(each.trim(), width, hang))
}

function wrapped(text: string, width: number, hang: number): string[] {
  const lines: string[] = []
  let line = '  '
  for (const word of printable(text).split(' ')) {
    const isFirst = line.trim() === ''
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line)
      line = `  ${' '.repeat(hang)}${word}`
    } else line += isFirst ? word : ` ${word}`
  }
  return [...lines, line]
}

/** `a, b and c` */
export function listed(items: readonly string[], word = 'and'): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${word} ${last}`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')} ${count === 1 ? one : many}`
}

/** Milliseconds in the largest unit that divides them: `24 hours` is `1 day`. */
export function timeSpan(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ['second', 1000]
  return counted(ms / size, unit)
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** SQL in lines of a width, broken only where white space means nothing. */
export function sqlLines(sql: string, width: number): string[] {
  // A line break would end a comment.
  if (/--|\/\*/.test(sql)) return sql.split('\n').filter((line) => line.trim() !== '')
  const tokens = sql.match(/(?:'(?:''|[^'])*'|"(?:""|[^"])*"|[^\s'"])+/g) ?? []
  const lines: string[] = []
  let line = ''
  for (const token of tokens) {
    const isClause = /^(WITH|SELECT|FROM|GROUP|ORDER)$|^\(SELECT/.test(token)
    if (line !== '' && (isClause || line.length + 1 + token.length > width)) {
      lines.push(line)
      line = token
    } else line = line === '' ? token : `${line} ${token}`
  }
  return line === '' ? lines : [...lines, line]
}
