import { knownError } from '../../../core/errors.js'
import { identifier, same } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { toNumber } from '../values.js'
import type { Readable } from './columns.js'

/**
 * Refuses text among the numbers of a label, prediction or weight: taken for the names of classes, they would be
 * another metric's. Integers may be such names, fractions and the usual words for missing values are none.
 */
export async function refuseStrayTexts(
  readables: readonly Readable[],
  numbers: readonly string[],
  connection: Connection,
): Promise<void> {
  for (const name of numbers) {
    const texts = readables.filter(({ columns }) =>
      columns.some((column) => same(column.name, name) && column.type === 'VARCHAR'),
    )
    const counts: Counted[] = []
    for (const readable of texts) counts.push(await count(readable, name, connection))
    const stray = counts.find(({ example }) => example !== null)
    const hasFractions = counts.some(({ fractions }) => fractions > 0)
    const areNumbers = hasFractions || (counts.some(({ numbers }) => numbers > 0) && counts.every(({ areMissing }) => areMissing))
    if (stray === undefined || !areNumbers) continue
    throw knownError('data', `column "${name}" has numbers and the text "${stray.example}", in ${stray.uri}`, {
      hint: 'a missing value is an empty field or null; repair the column, or name another one',
    })
  }
}

interface Counted {
  readonly uri: string
  readonly numbers: number
  readonly fractions: number
  /** A text that is no number; null = there is none. */
  readonly example: string | null
  /** Whether all such texts stand for missing values. */
  readonly areMissing: boolean
}

async function count({ text, select }: Readable, name: string, connection: Connection): Promise<Counted> {
  const c = identifier(name)
  const [row = []] = await connection.rows(`
    SELECT count(number), count(*) FILTER (WHERE number <> trunc(number)), min(${c}) FILTER (WHERE number IS NULL),
      coalesce(bool_and(lower(trim(${c})) IN (${MISSING})) FILTER (WHERE number IS NULL), true)
    FROM (SELECT ${c}, TRY_CAST(${c} AS DOUBLE) AS number FROM (${select}) WHERE ${c} IS NOT NULL)`)
  const [numbers = 0, fractions = 0, example = null, areMissing] = row
  return {
    uri: text.file.uri,
    numbers: toNumber(numbers),
    fractions: toNumber(fractions),
    example: example === null ? null : String(example),
    areMissing: areMissing === true,
  }
}

const MISSING = ['na', 'n/a', '#n/a', 'null', 'none', 'nil', '\\n', '-', '--', '?', '.', 'undefined']
  .map((word) => `'${word}'`)
  .join(', ')
