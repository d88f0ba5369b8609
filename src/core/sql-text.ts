/**
 * SQL with no more white space than it needs: texts that are equal then mean the same. What stands in quotes or in
 * comments is left alone, and one blank stays between words, and between operators: `a - -1` is no comment.
 */
export function tightSql(sql: string): string {
  const tokens = [...sql.trim().matchAll(TOKEN)].map(({ 0: text, groups }) => ({ text, kind: kindOf(groups) }))
  const tight = tokens.map(({ text, kind }, index) => {
    if (kind !== 'blank') return text
    const [before, after] = [tokens[index - 1]?.kind, tokens[index + 1]?.kind]
    return before === after && before !== 'other' ? ' ' : ''
  })
  return tight.join('')
}

type Kind = 'word' | 'operator' | 'blank' | 'other'

const QUOTED = [
  String.raw`[eE]'(?:[^'\\]|\\.|'')*'`,
  "'(?:[^']|'')*'",
  '"(?:[^"]|"")*"',
  String.raw`\$(?<tag>(?:[\p{L}_][\p{L}\p{N}_]*)?)\$.*?\$\k<tag>\$`,
  String.raw`--[^\n]*(?:\n|$)`,
  String.raw`/\*.*?\*/`,
]
const WORD = String.raw`[\p{L}\p{M}\p{N}_$]+`
const OPERATOR = '[-+*/<>=~!@#%^&|?:]'
// Quotes count as words: `e '…'` is another text than `e'…'`, and so is `'a' 'b'` than `'a''b'`.
const TOKEN = new RegExp(`(?<word>${QUOTED.join('|')}|${WORD})|(?<blank>\\s+)|(?<operator>${OPERATOR})|.`, 'gsu')

function kindOf(groups: Readonly<Record<string, string | undefined>> = {}): Kind {
  if (groups['word'] !== undefined) return 'word'
  if (groups['blank'] !== undefined) return 'blank'
  return groups['operator'] !== undefined ? 'operator' : 'other'
}
