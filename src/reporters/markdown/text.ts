import { shortened } from '../../core/one-line.js'
import { printable } from '../numbers.js'

const LONGEST_NAME = 300
const LONGEST_SENTENCE = 1000

/** A name or an expression of the data as code: there Markdown, mentions, references and emoji mean nothing. */
export function code(text: string): string {
  const shown = shortened(printable(text), LONGEST_NAME)
  // A code span can't hold all of these in a table; entities can.
  const isSimple = shown !== '' && !/[`|\\]|^ | $/.test(shown)
  return isSimple ? `\`${shown}\`` : `<code>${shown.replaceAll(/[!-/:-@[-`{-~]/g, entity)}</code>`
}

/** A sentence that may hold anything of the data, as text. */
export function plain(text: string): string {
  return (
    shortened(printable(text), LONGEST_SENTENCE)
      // GitHub looks for mentions, references, formulas, emoji and links in a text after Markdown: a tag ends it.
      .replaceAll(/[@#$]|:(?=[\w+-]+:|\/\/)|(?<=www)\./gi, (sign) => `\u0000${sign}`)
      .replaceAll(/\u0000?[!-/:-@[-`{-~]/g, (sign, place: number, all: string) => signText(sign, all, place))
      .replaceAll(/^ +| +$/g, (spaces) => '&#32;'.repeat(spaces.length))
  )
}

/** Lines as they are, in a fence that none of them ends. */
export function fenced(lines: readonly string[]): string[] {
  const shown = lines.map(printable)
  const longest = Math.max(2, ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}text`, ...shown, fence]
}

function signText(sign: string, text: string, place: number): string {
  if (sign.startsWith('\u0000')) return `<span>${entity(sign.slice(1))}</span>`
  return HARMLESS.test(sign) || isHarmlessAt(place, sign, text) ? sign : entity(sign)
}

const HARMLESS = /[,;'"%/?(]/

/** Between words; but not where it makes a list, or a link of `www.` and `https:`. */
function isHarmlessAt(place: number, sign: string, text: string): boolean {
  const before = text.slice(0, place)
  const after = text.slice(place + 1)
  if (sign === '_') return /\w$/.test(before) && /^\w/.test(after)
  if (/^\d+$/.test(before) || /(^ +|www)$/i.test(before)) return sign === '-' && before.trim() !== ''
  return /[-.:)=+]/.test(sign) && /[\w )%"']$/.test(before) && /^([\w ,;.]|$)/.test(after)
}

function entity(sign: string): string {
  return `&#${sign.codePointAt(0)};`
}
