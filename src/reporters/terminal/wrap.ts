import { charactersOf, takeWhile, widthOf } from './text-width.js'

/** Columns of the labels in front of what a report says. */
export const LABEL = 11

/** A text behind its label, in lines of at most so many columns; all but the first are indented. */
export function labelled(label: string, text: string, width: number): string[] {
  const lines = wrapped(text, Math.max(width - LABEL, NARROWEST))
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(LABEL)}${line}`)
}

const NARROWEST = 20

/**
 * Broken between words, and words that are longer than a line, such as names of hundreds of characters, within. What
 * one copies, a URI or an ARN, stays whole.
 */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((each) => pieces(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer) <= width) line = longer
    else {
      if (line !== '') lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width || /:\/\/|\barn:/.test(word)) return [word]
  const found: string[] = []
  for (let rest = charactersOf(word); rest.length > 0; ) {
    // A character that is wider than the line is a line all the same.
    const piece = takeWhile(rest, width)
    const count = Math.max(1, piece.length)
    found.push(rest.slice(0, count).join(''))
    rest = rest.slice(count)
  }
  return found
}
