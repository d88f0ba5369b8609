import { closestMatch } from 'leven'

/** `did you mean …?` for a near miss, else the choices. */
export function didYouMean(text: string, choices: readonly string[]): string {
  const closest = closestMatch(text.toLowerCase(), [...choices], {
    maxDistance: text.length < 4 ? 1 : Math.max(2, Math.floor(text.length / 3)),
  })
  const near = closest === undefined ? overlapping(text, choices) : [closest]
  if (near.length > 0) return `did you mean ${near.join(' or ')}?`
  return choices.length === 0 ? 'there is nothing to choose from' : `choose from ${choices.join(', ')}`
}

const MOST_NEAR = 3

/** Choices that are a part of the text, or it of them: `auc` of `roc_auc`. */
function overlapping(text: string, choices: readonly string[]): string[] {
  const letters = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const wanted = letters(text)
  return choices
    .filter((choice) => {
      const [short = '', long = ''] = [wanted, letters(choice)].sort((a, b) => a.length - b.length)
      return short.length > 1 && long.includes(short)
    })
    .slice(0, MOST_NEAR)
}
