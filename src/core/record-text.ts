import { redact } from './redact.js'

/** A value as one line of JSON, without the credentials that may have slipped into its texts. `secrets` as in {@link redact}. */
export function recordText(value: unknown, secrets: readonly string[] = []): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? redact(part, secrets) : part))
}

/**
 * The line in a spelling of the same JSON that redaction leaves as it is: the pattern of a header would
 * take all that follows in the line for the header's value.
 */
export function unredactable(line: string): string {
  if (redact(line) === line) return line
  return line.replaceAll(/"(?:[^"\\]|\\.)*"/g, (token) =>
    token.replaceAll(/\\(?:u[0-9a-f]{4}|.)|\b\w/g, (part) => (part.startsWith('\\') ? part : escaped(part))),
  )
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
