import { printable } from '../numbers.js'

/** Markup that `html` made, in which every text from outside is escaped. */
export interface Markup {
  readonly markup: string
}

export type Part = Markup | string | number | null | readonly Part[]

/** Markup with its parts filled in: texts are escaped, markup is not, null is nothing, lists are joined. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: literals.map((literal, index) => `${index === 0 ? '' : markupOf(parts[index - 1] ?? null)}${literal}`).join(''),
  }
}

/** Markup from a library that escapes by itself. */
export function trusted(markup: string): Markup {
  return { markup }
}

export const NOTHING: Markup = { markup: '' }

/** A name or text of the data: what it is written in turns nothing around it. At most so many characters are shown. */
export function name(text: string, most = MOST_CHARACTERS): Markup {
  return html`<bdi>${shortened(text, most)}</bdi>`
}

/** Names are as long as one likes; a table must remain one. */
const MOST_CHARACTERS = 100

/** A text of some lines, without what could steer it. */
export function lines(text: string): Markup {
  return html`<bdi>${text
    .split(/\r\n|\r|\n/)
    .slice(0, MOST_LINES)
    .map((line) => shortened(line.replaceAll('\t', '  '), MOST_TEXT))
    .join('\n')}</bdi>`
}

const MOST_LINES = 20
/** Of a sentence. */
export const MOST_TEXT = 600

export function shortened(text: string, most: number): string {
  const characters = [...printable(text)]
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`
}

function markupOf(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escapeText(part)
  return 'markup' in part ? part.markup : part.map(markupOf).join('')
}

/**
 * Fit for text and for attributes in double quotes. No control character but the line break is legal in HTML, nor what is
 * no character; what turns the direction of a text would turn that of its surroundings.
 */
function escapeText(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      character === '\n' ? '\n' : '\ufffd',
    )
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
