import { type Part, readLayout, TOKENS } from './layout.js'

/** Whether a source names days. */
export function hasDate(source: string): boolean {
  return readLayout(source).some((part) => part.kind === 'token' && part.token !== 'HH')
}

/** Why the source's placeholders can't be used, or null. */
export function templateProblem(source: string): string | null {
  const parts = readLayout(source)
  const unknown = parts.find((part) => part.kind === 'unknown')
  if (unknown !== undefined) return unknown.problem
  const tokens = new Set(parts.flatMap((part) => (part.kind === 'token' ? part.token : [])))
  if (tokens.size === 0) return null
  const has = (...names: (keyof typeof TOKENS)[]) => names.some((name) => tokens.has(name))
  if (!hasDate(source)) return 'names hours by {HH}, but no day (write * for any hour, or name the day, too)'
  const missing = [
    ...(has('yyyy', 'yy') ? [] : ['{yyyy}']),
    ...(has('MM', 'M', 'DDD') ? [] : ['{MM}']),
    ...(has('dd', 'd', 'DDD') ? [] : ['{dd}']),
  ]
  if (missing.length > 0) return `names a day by parts but lacks ${missing.join(' and ')}`
  const vague = parts.find((part, index) => isVague(part, parts[index - 1], parts[index + 1]))
  if (vague?.kind !== 'token') return null
  return `is ambiguous, as {${vague.token}} has one or two digits and stands next to a digit or glob (write {${vague.token}${vague.token}})`
}

/** The source on one day, `YYYY-MM-DD`. What names an hour stays. */
export function fillDate(source: string, date: string): string {
  const written = readLayout(source).map((part) => {
    if (part.kind !== 'token') return part.text
    return TOKENS[part.token].write(date) ?? `{${part.token}}`
  })
  return written.join('')
}

/** Where digits of a path could belong to a token as well as to what stands beside it. */
function isVague(part: Part, before: Part | undefined, after: Part | undefined): boolean {
  if (part.kind !== 'token' || !['M', 'd'].includes(part.token)) return false
  const ends = (side: Part | undefined, edge: RegExp) => side !== undefined && (side.kind === 'token' || edge.test(side.text))
  return ends(before, /[\d*?[\]{},]$/) || ends(after, /^[\d*?[\]{},]/)
}
