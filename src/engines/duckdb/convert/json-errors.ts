import { isKnownError, type KnownError, knownError } from '../../../core/errors.js'
import { attempt } from '../attempt.js'
import type { Connection } from '../connection.js'
import { pathLiteral } from '../paths.js'
import { toNumber } from '../values.js'
import { explainText } from './broken.js'
import { isArray, SNIFFED, selectJson } from './json-table.js'
import { LONGEST_LINE, lineLimits, RAW_LINES, type TextFile } from './text-file.js'

/** What the engine has against files of JSON lines that must hold an object, or any value; with the file's URI and the line. */
export async function explainJson(
  error: unknown,
  texts: readonly TextFile[],
  holds: 'object' | 'value',
  connection: Connection,
): Promise<unknown> {
  if (isKnownError(error) || !(error instanceof Error)) return error
  const named = texts.filter(({ path }) => error.message.includes(path))
  for (const text of named.length === 0 ? texts : named) {
    const broken = await findBrokenLine(text, holds, connection)
    if (broken === null) continue
    return knownError('data', `${text.file.uri}, line ${broken.line}: is no ${broken.isJson ? 'JSON object' : 'valid JSON'}`, {
      hint: 'JSON Lines has one value per line; repair the file, or exclude it from the source',
      cause: error,
    })
  }
  if (KEYLESS.test(error.message)) return await withoutKeys(texts, error, connection)
  return explainText(error, texts)
}

/** The engine found no columns, and does not say where. */
const KEYLESS = /expected records, but got non-record JSON/

async function withoutKeys(texts: readonly TextFile[], cause: Error, connection: Connection): Promise<KnownError> {
  const [first] = texts
  let found = first
  for (const text of texts) {
    const asked = await attempt(() => connection.rows(`DESCRIBE ${selectJson([text], '*', SNIFFED)}`))
    if ('result' in asked) continue
    found = text
    break
  }
  return knownError('data', `${found?.file.uri} has no JSON object with keys`, {
    hint: 'JSON Lines has one object per line, whose keys are the columns; repair the file, or exclude it from the source',
    cause,
  })
}

/** The first line that does not hold what it must; null = all do, or it is no file of lines. The engine counts lines otherwise. */
async function findBrokenLine(
  text: TextFile,
  holds: 'object' | 'value',
  connection: Connection,
): Promise<{ line: number; isJson: boolean } | null> {
  if (holds === 'object' && isArray(text)) return null
  const isOther = holds === 'object' ? "json_type(line) <> 'OBJECT'" : 'false'
  const options = [...RAW_LINES, `compression = '${text.compression}'`, ...lineLimits(LONGEST_LINE)]
  const numbered = `SELECT line, row_number() OVER () AS number FROM read_csv([${pathLiteral(text.path)}], ${options.join(', ')})`
  try {
    const [row] = await connection.rows(`SELECT number, json_valid(line) FROM (${numbered})
      WHERE trim(line) <> '' AND CASE WHEN json_valid(line) THEN ${isOther} ELSE true END ORDER BY number LIMIT 1`)
    return row === undefined ? null : { line: toNumber(row[0]), isJson: row[1] === true }
  } catch (error) {
    throw explainText(error, [text])
  }
}
