/** A text from outside as one line of at most so many characters, without what could steer a terminal. */
export function oneLine(text: string, most: number): string {
  const line = text
    .replaceAll(/[\s\u2028\u2029]+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
    .trim()
  return shortened(line, most)
}

/** A text of at most so many characters, none of which is halved. */
export function shortened(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}
