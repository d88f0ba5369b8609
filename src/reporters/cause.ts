import { foundIn } from '../core/failure-cause.js'
import { formatCount, printable } from './numbers.js'

const COLUMNS = 120
const LINES = 12

/**
 * The cause of a failed execution in lines for people. Services put JSON there, in which the reason is one of many
 * fields: it comes first.
 */
export function readableCause(cause: string): string[] {
  const { value, reason } = foundIn(cause)
  const text = reason ?? (value === null ? cause : JSON.stringify(value, null, 2))
  const lines = text.split(/\r\n|\r|\n/).flatMap((line) => wrapped(printable(line.replaceAll('\t', '  ').trimEnd())))
  const shown = lines.slice(0, LINES)
  const isWhole = reason === null && lines.length <= LINES
  return isWhole ? shown : [...shown, `(${formatCount(cause.length)} characters in all; --format json has them)`]
}

/** Of an empty line, none. */
function wrapped(line: string): string[] {
  const characters = [...line]
  const count = Math.ceil(characters.length / COLUMNS)
  return Array.from({ length: count }, (_, index) => characters.slice(index * COLUMNS, (index + 1) * COLUMNS).join(''))
}
