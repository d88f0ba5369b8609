import stringWidth from 'string-width'

const ASCII = /^[ -~]*$/
const CHARACTERS = new Intl.Segmenter()

/** Columns that a text takes in a terminal: two for most of East Asia and emoji, none for what joins others. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text)
}

/** Filled up with spaces to so many columns; the text itself gets its colours. */
export function padded(text: string, width: number, side: 'left' | 'right', paint = (painted: string) => painted): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return side === 'left' ? paint(text) + space : space + paint(text)
}

/** In at most so many columns: of a longer text, start and end, which tell names apart better than the start alone. */
export function shortened(text: string, width: number, gap: string): string {
  if (widthOf(text) <= width) return text
  const room = width - gap.length
  if (room < 2) return takeWhile(charactersOf(text), width).join('')
  const characters = charactersOf(text)
  const start = takeWhile(characters, Math.ceil(room / 2))
  const end = takeWhile(characters.slice(start.length).reverse(), room - widthOf(start.join('')))
  return start.join('') + gap + end.reverse().join('')
}

/** As people count them; a text without any but ASCII has nothing to put together. */
export function charactersOf(text: string): string[] {
  if (ASCII.test(text)) return [...text]
  return [...CHARACTERS.segment(text)].map(({ segment }) => segment)
}

/** The first characters that fit into so many columns. */
export function takeWhile(characters: readonly string[], width: number): string[] {
  let used = 0
  const end = characters.findIndex((character) => {
    used += widthOf(character)
    return used > width
  })
  return characters.slice(0, end < 0 ? characters.length : end)
}
