import { shortened } from './markup.js'

/** A text that is no wider than so many pixels in any of the page's fonts, cut where it has to be. */
export function fitted(text: string, width: number, fontSize: number): string {
  const characters = [...shortened(text, 100)]
  const room = width / fontSize
  if (widthOf(characters) <= room) return characters.join('')
  let count = characters.length
  while (count > 0 && widthOf(characters.slice(0, count)) + ELLIPSIS > room) count--
  return `${characters.slice(0, count).join('')}…`
}

const ELLIPSIS = 1

/** In ems, and rather too much: the fonts of systems differ. */
function widthOf(characters: readonly string[]): number {
  return characters.reduce((sum, character) => sum + (WIDTHS.find(([kind]) => kind.test(character))?.[1] ?? 1.2), 0)
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!()[\]ft\- ]/, 0.42],
  [/[mwMW@%—…]/, 1],
  [/[A-Z&<>=+~#$_QO]/, 0.8],
  [/[ -~]/, 0.64],
  [/[\u00a0-\u058f]/, 0.85],
]
