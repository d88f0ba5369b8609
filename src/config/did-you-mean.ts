import { closestMatch } from 'leven'

/** `did you mean …?` for a near miss, else the choices. */
export function didYouMean(text: string, choices: readonly string[]): string {
  const closest = closestMatch(text.toLowerCase(), [...choices], {
    maxDistance: text.length < 4 ? 1 : Math.max(2, Math.floor(text.length / 3)),
  })
  if (closest !== undefined) return `did you mean ${closest}?`
  return choices.length === 0 ? 'there is nothing to choose from' : `choose from ${choices.join(', ')}`
}
