import { knownError } from '../../../core/errors.js'
import type { RawFiles, WantedColumns } from '../../../core/raw-files.js'
import { literal } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { unnamed } from './csv-layout.js'
import { explainJson } from './json-errors.js'
import { selectJson, VALUES } from './json-table.js'
import { countUnnamed, flatObject, hasShape, type Shape, shapeOf } from './output-shape.js'
import { openText, type TextFile } from './text-file.js'

/**
 * The JSON output of a batch transform as JSON Lines of flat objects: its lines may be such objects, or bare values,
 * arrays, batches (`predictions`), or what SageMaker joined with the input (`SageMakerOutput`). All lines of a
 * file have the shape of the first.
 */
export async function flattenOutput(
  text: TextFile,
  raw: RawFiles,
  wanted: WantedColumns,
  target: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<TextFile> {
  if (text.lines.length === 0) return text
  // An array per line is no file of one array.
  const lines = selectJson([{ ...text, lines: [] }], 'value', VALUES)
  try {
    const [first] = await connection.rows(`SELECT CAST(value AS VARCHAR) FROM (${lines}) LIMIT 1`)
    const shape = shapeOf(String(first?.[0]))
    if (shape.kind === 'object') return text
    const count = countUnnamed(shape)
    const names = count === 0 ? [] : count === raw.columnNames?.length ? raw.columnNames : unnamed(count, text, raw, wanted)
    await checkLines(shape, lines, text, connection)
    const each = shape.kind === 'batch' ? shape.each : shape
    const values =
      shape.kind === 'batch' ? `SELECT unnest(json_extract(value, '$.predictions[*]')) AS value FROM (${lines})` : lines
    if (shape.kind === 'batch') await checkLines(each, values, text, connection)
    const rows = `SELECT CAST(${flatObject(each, 'value', names)} AS VARCHAR) FROM (${values})`
    await connection.rows(`COPY (${rows}) TO ${literal(target)} (${AS_LINES})`)
  } catch (error) {
    throw await explainJson(error, [text], 'value', connection)
  }
  const flat = await openText({ ...text.file, path: target }, target, connection, signal)
  return { ...flat, file: text.file }
}

/** Texts as they are, one per line. */
const AS_LINES = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\u0001', USE_TMP_FILE false"

async function checkLines(shape: Shape, values: string, { file }: TextFile, connection: Connection): Promise<void> {
  const [other] = await connection.rows(`SELECT number FROM (SELECT value, row_number() OVER () AS number FROM (${values}))
    WHERE (${hasShape(shape, 'value')}) IS NOT TRUE ORDER BY number LIMIT 1`)
  if (other === undefined) return
  throw knownError('data', `${file.uri}, line ${other[0]}: is of another shape than the first line`, {
    hint: 'all lines of an output must be alike: values, arrays of one length, or objects',
  })
}
