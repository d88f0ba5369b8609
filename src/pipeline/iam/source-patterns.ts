import { literally } from '../../core/iam-policy.js'
import { type Part, readLayout } from '../../datasets/layout.js'
import { namesPlace, parseSource } from '../../datasets/pattern.js'
import { hasDate } from '../../datasets/template.js'

/** What a source of a dataset may read of its bucket, in the wildcards of IAM. */
export interface SourceAccess {
  readonly bucket: string
  readonly keys: readonly string[]
  /** Of listings. */
  readonly prefix: string
}

/** Null = the source is not in S3. */
export function sourceAccess(source: string): SourceAccess | null {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(source) ?? []
  if (bucket === undefined) return null
  const fixed = literally(parseSource(source, '/').prefix.slice(`s3://${bucket}/`.length))
  // Each day is listed by itself.
  return { bucket, keys: keysOf(key), prefix: hasDate(source) ? `${fixed}*` : fixed }
}

function keysOf(key: string): string[] {
  const parts = readLayout(key)
  const isLiteral = !/[*?[{]/.test(key)
  const patterns = isLiteral ? [literally(key)] : alternatives(parts.map(asGlob).join('')).map(asWildcards)
  return patterns.flatMap((pattern) => {
    if (pattern.endsWith('/') || pattern === '') return [`${pattern}*`]
    // What names no file for sure may be a folder.
    return isLiteral || namesPlace(parts) ? [pattern, `${pattern}/*`] : [pattern]
  })
}

/** A placeholder as a glob of its width. */
function asGlob(part: Part): string {
  if (part.kind !== 'token') return part.text
  return part.token.length === 1 ? '*' : '?'.repeat(part.token.length)
}

/** More of them would make a policy that nobody reads. */
const MOST_ALTERNATIVES = 16

/** `{a,b}` as two globs. A range stands for anything, and so does what is nested, or makes too many. */
function alternatives(glob: string): string[] {
  const choices = glob.split(/(?<!\\)(\{(?:[^{}\\]|\\.)*\})/)
  const options = choices.map((text, index) => {
    if (index % 2 === 0) return [text]
    return text.includes(',') ? text.slice(1, -1).split(',') : ['*']
  })
  const isNested = choices.some((text, index) => index % 2 === 0 && /(?<!\\)[{}]/.test(text))
  const count = options.reduce((product, { length }) => product * length, 1)
  if (isNested) return [glob.replace(/(?<!\\)\{.*\}/s, '*')]
  if (count > MOST_ALTERNATIVES) return [options.map((each) => (each.length === 1 ? each[0] : '*')).join('')]
  return options.reduce<string[]>((texts, each) => texts.flatMap((text) => each.map((option) => text + option)), [''])
}

/** A glob in the wildcards of IAM, whose `*` passes slashes, too. Folders that may be none are part of it. */
function asWildcards(glob: string): string {
  return glob.replaceAll(
    /\\(.)|\[(?:\[:\w+:\]|[^\]\\]|\\.)+\]|\*\*\/|\*+|\?|\$/g,
    (found: string, escaped: string | undefined) => {
      if (escaped !== undefined) return literally(escaped)
      if (found === '$') return literally(found)
      return found.startsWith('*') ? '*' : '?'
    },
  )
}
