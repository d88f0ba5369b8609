import { knownError } from '../../../core/errors.js'
import type { RawFiles, WantedColumns } from '../../../core/raw-files.js'
import { identifier, literal, same } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { namesOfEmpty, type Readable, selectNothing, takenColumns } from './columns.js'
import { inferTypes, type Kind, TEMPORAL, typeWithoutValues } from './infer.js'
import { explainJson } from './json-errors.js'
import { SNIFFED, selectJson, typed, VALUES } from './json-table.js'
import type { TextFile } from './text-file.js'

/** Files of JSON objects as rows of typed columns, the keys of all of them: one that an object lacks is null. */
export async function readJson(
  texts: readonly TextFile[],
  raw: RawFiles,
  wanted: WantedColumns,
  connection: Connection,
): Promise<Readable[]> {
  const filled = texts.filter((text) => !isEmpty(text))
  try {
    const columns = filled.length === 0 ? withoutRows(texts, raw, wanted) : await columnsOf(filled, wanted, connection)
    const list = columns.map(({ name, type }) => `CAST(${identifier(name)} AS ${type}) AS ${identifier(name)}`).join(', ')
    const reading = typed(columns.map(({ name, reading }) => ({ name, type: reading })))
    return texts.map((text) => ({
      text,
      columns,
      select: filled.includes(text) ? selectJson([text], list, reading) : selectNothing(columns),
    }))
  } catch (error) {
    throw await explainJson(error, filled, 'object', connection)
  }
}

/** Whether a file has no rows: it is empty, or an array of nothing. */
function isEmpty({ lines }: TextFile): boolean {
  return lines.length === 0 || lines.join('').replaceAll(/\s/g, '') === '[]'
}

interface JsonColumn {
  readonly name: string
  /** The type that it is read as: text, where the engine would lose digits or guess. */
  readonly reading: string
  readonly type: string
}

function withoutRows(texts: readonly TextFile[], raw: RawFiles, wanted: WantedColumns): JsonColumn[] {
  const names = takenColumns(namesOfEmpty(texts, raw, wanted), wanted)
  return names.map((name) => ({ name, reading: 'VARCHAR', type: typeWithoutValues(name, wanted.numbers) }))
}

async function columnsOf(texts: readonly TextFile[], wanted: WantedColumns, connection: Connection): Promise<JsonColumn[]> {
  const found = await sniff(texts, connection)
  const names = takenColumns(
    found.map(({ name }) => name),
    wanted,
  )
  const taken = found.filter(({ name }) => names.includes(name))
  const doubles = taken.filter(({ type }) => type === 'DOUBLE').map(({ name }) => name)
  const integral = await integralColumns(doubles, texts, connection)
  // To the engine, integers of both signs are of more than 64 bits.
  const kindsOf = ({ name, type }: { name: string; type: string }): readonly Kind[] | null => {
    if (type === 'HUGEINT' || integral.includes(name)) return ['integer', 'wide']
    return /^(U?BIGINT|DOUBLE|BOOLEAN)$|[(\]]/.test(type) ? null : TEMPORAL
  }
  const asText = taken.flatMap((column) => {
    const kinds = kindsOf(column)
    return kinds === null ? [] : [{ name: column.name, kinds }]
  })
  const reading = typed(asText.map(({ name }) => ({ name, type: 'VARCHAR' })))
  const types = await inferTypes(asText, `(${selectJson(texts, '*', reading)})`, wanted.numbers, connection)
  return taken.map(({ name, type }) => {
    const index = asText.findIndex((column) => column.name === name)
    return { name, reading: index === -1 ? type : 'VARCHAR', type: types[index] ?? type }
  })
}

/** The keys of all objects, and what the engine takes their values for. */
async function sniff(texts: readonly TextFile[], connection: Connection): Promise<{ name: string; type: string }[]> {
  const rows = await connection.rows(`DESCRIBE ${selectJson(texts, '*', SNIFFED)}`)
  const found = rows.map(([name, type]) => ({ name: String(name), type: String(type) }))
  for (const { name } of found) {
    const [, base] = /^([^"]+)_\d+$/.exec(name) ?? []
    const other = found.find((column) => base !== undefined && same(column.name, base))
    if (other === undefined || (await hasKey(name, texts, connection))) continue
    throw knownError(
      'data',
      `the objects have keys that differ from "${other.name}" only in case, e.g. in ${texts[0]?.file.uri}`,
      {
        hint: 'give the keys different names, whatever their case',
      },
    )
  }
  return found
}

/** Whether an object has a key of this very name: the engine numbers keys that differ only in case. */
async function hasKey(name: string, texts: readonly TextFile[], connection: Connection): Promise<boolean> {
  const key = literal(`$."${name}"`)
  const rows = await connection.rows(`SELECT 1 FROM (${selectJson(texts, '*', VALUES)}) WHERE json_exists(value, ${key}) LIMIT 1`)
  return rows.length > 0
}

/** Of columns of doubles, those of nothing but integers: they are wider than the engine's own, and would lose digits. */
async function integralColumns(names: readonly string[], texts: readonly TextFile[], connection: Connection): Promise<string[]> {
  const integral: string[] = []
  for (const name of names) {
    const values = selectJson(texts, '*', typed([{ name, type: 'VARCHAR' }]))
    const [fraction] = await connection.rows(
      `SELECT 1 FROM (${values}) WHERE NOT regexp_full_match(${identifier(name)}, '-?[0-9]+') LIMIT 1`,
    )
    if (fraction === undefined) integral.push(name)
  }
  return integral
}
