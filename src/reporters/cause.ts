import { foundIn } from '../core/failure-cause.js'
import { formatCount, printable } from './numbers.js'

const COLUMNS = 120
const FEWEST_COLUMNS = 20
const LINES = 12

/**
 * The cause of a failed execution in lines for people. Services put JSON there, in which the reason is one of many
 * fields: it comes first. `columns` = of a line, at most.
 */
export function readableCause(cause: string, columns = COLUMNS): string[] {
  const { value, reason } = foundIn(cause)
  const text = reason ?? (value === null ? cause : JSON.stringify(value, null, 2))
  const lines = text
    .split(/\r\n|\r|\n/)
    .flatMap((line) =>
      wrapped(printable(line.replaceAll('\t', '  ').trimEnd()), Math.max(FEWEST_COLUMNS, Math.min(columns, COLUMNS))),
    )
  const shown = lines.slice(0, LINES)
  const isWhole = reason === null && lines.length <= LINES
  return isWhole ? shown : [...shown, `(${formatCount(cause.length)} characters; --format json has all)`]
}

/** Of an empty line, none. */
function wrapped(line: string, columns: number): string[] {
  const characters = [...line]
  const count = Math.ceil(characters.length / columns)
  return Array.from({ length: count }, (_, index) => characters.slice(index * columns, (index + 1) * columns).join(''))
}
