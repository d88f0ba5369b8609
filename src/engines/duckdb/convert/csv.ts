import { isTransformOutput } from '../../../core/format.js'
import type { RawFiles, WantedColumns } from '../../../core/raw-files.js'
import { identifier, literal, same } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { pathList } from '../paths.js'
import { explainText } from './broken.js'
import { namesOfEmpty, type Readable, selectNothing, takenColumns } from './columns.js'
import { type CsvLayout, layoutOf } from './csv-layout.js'
import { ALL_KINDS, inferTypes, typeWithoutValues } from './infer.js'
import { LONGEST_LINE, lineLimits, type TextFile } from './text-file.js'

/** CSV files as rows of typed columns. A column has one type in all files; one that a file lacks is not in its rows. */
export async function readCsv(
  texts: readonly TextFile[],
  raw: RawFiles,
  wanted: WantedColumns,
  connection: Connection,
): Promise<Readable[]> {
  const layouts = texts.flatMap((text) => layoutOf(text, raw, wanted) ?? [])
  const known = layouts.flatMap(({ names }) => names)
  const names = takenColumns(known.length === 0 ? namesOfEmpty(texts, raw, wanted) : known, wanted)
  const types = await typesOf(names, layouts, wanted, connection)
  const columns = names.map((name, index) => ({ name, type: types[index] ?? 'VARCHAR' }))
  return texts.map((text) => {
    const layout = layouts.find((each) => each.text === text)
    if (layout === undefined) return { text, columns, select: selectNothing(columns) }
    const own = columns.filter(({ name }) => layout.names.some((other) => same(other, name)))
    // Of a file that has none of the columns, the rows still count.
    const taken = own.length > 0 ? own : layout.names.slice(0, 1).map((name) => ({ name, type: 'VARCHAR' }))
    const list = taken.map(({ name, type }) => `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`)
    return { text, columns: taken, select: `SELECT ${list.join(', ')} FROM ${tableOf([layout])}` }
  })
}

async function typesOf(
  names: readonly string[],
  layouts: readonly CsvLayout[],
  wanted: WantedColumns,
  connection: Connection,
): Promise<string[]> {
  const alike = new Map<string, CsvLayout[]>()
  for (const layout of layouts) {
    const { text, ...rest } = layout
    const key = JSON.stringify([text.compression, rest])
    alike.set(key, [...(alike.get(key) ?? []), layout])
  }
  const selects = [...alike.values()].flatMap((group) => {
    const own = names.filter((name) => group[0]?.names.some((other) => same(other, name)))
    return own.length === 0 ? [] : [`SELECT ${own.map(identifier).join(', ')} FROM ${tableOf(group)}`]
  })
  const all = names.map((name) => `CAST(NULL AS VARCHAR) AS ${identifier(name)}`).join(', ')
  const relation = `(SELECT ${all} WHERE false UNION ALL BY NAME ${selects.join(' UNION ALL BY NAME ')})`
  if (selects.length === 0) return names.map((name) => typeWithoutValues(name, wanted.numbers))
  const columns = names.map((name) => ({ name, kinds: ALL_KINDS }))
  try {
    return await inferTypes(columns, relation, wanted.numbers, connection)
  } catch (error) {
    throw explainText(
      error,
      layouts.map(({ text }) => text),
    )
  }
}

/** Files of one layout as a table of text. */
function tableOf(layouts: readonly CsvLayout[]): string {
  const [first] = layouts
  if (first === undefined) throw new Error('a table has a file')
  const { text, names, delimiter, hasHeader } = first
  const options = [
    'auto_detect = false',
    'hive_partitioning = false',
    `columns = {${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')}}`,
    `header = ${hasHeader}`,
    `delim = ${literal(delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    "comment = ''",
    "nullstr = ''",
    'strict_mode = true',
    `compression = '${text.compression}'`,
    ...lineLimits(LONGEST_LINE),
  ]
  const table = `read_csv(${pathList(layouts.map((layout) => layout.text))}, ${options.join(', ')})`
  // Of one column, an empty line is a value; in the output of a transform it is none.
  const [only] = names
  return names.length === 1 && only !== undefined && isTransformOutput(text.file.uri)
    ? `(SELECT * FROM ${table} WHERE ${identifier(only)} IS NOT NULL)`
    : table
}
