/** A text as a YAML value or key that means this text and nothing else, also within braces: no variable, number or comment. */
export function yamlText(text: string): string {
  return isPlain(text) ? text : quoted(text)
}

/** Words of YAML 1.1 too: other readers take `no` for false. */
const WORDS = /^(true|false|null|yes|no|on|off|y|n)$/i

function isPlain(text: string): boolean {
  return /^[A-Za-z_][\w./+-]*$/.test(text) && !WORDS.test(text)
}

/** What can't be seen, and what may begin a variable, is written by its number. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).replaceAll('${', '\\u0024{')
  return escaped.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, byNumber).replaceAll(/[\ud800-\udfff](?![\udc00-\udfff])/g, byNumber)
}

function byNumber(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }).join('')
}
