import { knownError } from '../../../core/errors.js'
import { identifier, same } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { toNumber } from '../values.js'
import type { Readable } from './columns.js'

/**
 * Refuses text among the numbers or booleans of a label, prediction or weight: taken for the names of classes, they
 * would be another metric's. Integers may be such names; fractions, booleans and the usual words for missing values
 * are none.
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
    const kind = strayKind(counts)
    if (kind !== null) await refuse(kind, name, texts, connection)
  }
}

/** What does not belong into a column, as SQL of a text `c` and its `number`; and what it stands among. */
interface Stray {
  readonly among: string
  readonly isStray: string
  readonly hint: string
}

const MISSING_HINT = 'a missing value is an empty field or null; repair the column, or name another one'
const IS_BOOLEAN = "lower(c) IN ('true', 'false')"

function strayKind(counts: readonly Counted[]): Stray | null {
  const total = (of: (counted: Counted) => number) => counts.reduce((sum, counted) => sum + of(counted), 0)
  const [numbers, booleans, words] = [total((each) => each.numbers), total((each) => each.booleans), total((each) => each.words)]
  const areMissing = total((each) => each.missing) === words
  if (numbers > 0 && booleans > 0) {
    return { among: 'numbers', isStray: IS_BOOLEAN, hint: 'write true and false, or 1 and 0, in all rows of all files' }
  }
  if (words === 0) return null
  if (total((each) => each.fractions) > 0 || (numbers > 0 && areMissing)) {
    return { among: 'numbers', isStray: 'number IS NULL', hint: MISSING_HINT }
  }
  return booleans > 0 && areMissing ? { among: 'booleans', isStray: `NOT ${IS_BOOLEAN}`, hint: MISSING_HINT } : null
}

/** How many texts of a file there are of each kind. */
interface Counted {
  readonly numbers: number
  /** Of the numbers, those that are not written as an integer. */
  readonly fractions: number
  readonly booleans: number
  readonly words: number
  /** Of the words, those that stand for missing values. */
  readonly missing: number
}

async function count(readable: Readable, name: string, connection: Connection): Promise<Counted> {
  const [row = []] = await connection.rows(`
    SELECT count(number), count(*) FILTER (WHERE number IS NOT NULL AND (number <> trunc(number) OR contains(c, '.'))),
      count(*) FILTER (WHERE ${IS_BOOLEAN}), count(*) FILTER (WHERE number IS NULL AND NOT ${IS_BOOLEAN}),
      count(*) FILTER (WHERE lower(trim(c)) IN (${MISSING}))
    FROM (${textsOf(readable, name)})`)
  const [numbers = 0, fractions = 0, booleans = 0, words = 0, missing = 0] = row.map(toNumber)
  return { numbers, fractions, booleans, words, missing }
}

/** Names the first text that is stray. */
async function refuse(
  { among, isStray, hint }: Stray,
  name: string,
  readables: readonly Readable[],
  connection: Connection,
): Promise<void> {
  for (const readable of readables) {
    const [found] = await connection.rows(`SELECT c, row FROM (${textsOf(readable, name)}) WHERE ${isStray} ORDER BY row LIMIT 1`)
    if (found === undefined) continue
    const [text, row] = found
    throw knownError('data', `column "${name}" has ${among} and the text "${text}", in row ${row} of ${readable.text.file.uri}`, {
      hint,
    })
  }
}

/** SQL of the values of a column of text: as they are (`c`), as a number or null, and the number of their row from 1. */
function textsOf({ select }: Readable, name: string): string {
  const c = identifier(name)
  return `SELECT c, TRY_CAST(c AS DOUBLE) AS number, row
    FROM (SELECT ${c} AS c, row_number() OVER () AS row FROM (${select})) WHERE c IS NOT NULL`
}

const MISSING = ['na', 'n/a', '#n/a', 'null', 'none', 'nil', '\\n', '-', '--', '?', '.', 'undefined']
  .map((word) => `'${word}'`)
  .join(', ')
