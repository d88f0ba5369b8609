import type { FetchedFile } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import { folded } from '../../core/sql.js'
import { type Contradiction, contradiction, type Kind, kindsOf, type SchemaNode, signatureOf } from './column-kind.js'
import type { Connection } from './connection.js'
import { naming } from './naming.js'
import { pathList } from './paths.js'
import { textsOf } from './values.js'

/** The schemas of files, read when first asked for. */
export interface Agreement {
  /** Whether all files have the same columns, of the same types and in the same order. */
  haveOneSchema(): Promise<boolean>
  /**
   * Refuses files whose columns contradict each other: a type that can't be meant as one, or a column that
   * a later file lacks, whose rows would silently leave their slice. Added columns are fine.
   */
  check(columns: readonly string[]): Promise<void>
}

export function createAgreement(files: readonly FetchedFile[], connection: Connection): Agreement {
  let read: Promise<readonly Schema[]> | null = null
  const different = async () => {
    read ??= naming(files, [], connection, () => readSchemas(files, connection))
    return await read
  }
  return {
    haveOneSchema: async () => (await different()).length === 0,
    async check(columns) {
      if (columns.length === 0) return
      const schemas = await different()
      for (const column of columns) checkColumn(column, schemas)
    },
  }
}

/** A schema that files have in common, with the places of the first and the last of these in the order of files. */
interface Schema {
  readonly kinds: ReadonlyMap<string, Kind>
  readonly first: number
  readonly last: number
  uri(place: number): string
}

/** Empty where there is but one: its files agree in every column. */
async function readSchemas(files: readonly FetchedFile[], connection: Connection): Promise<Schema[]> {
  if (files.length < 2) return []
  const places = new Map(files.map(({ path }, place) => [path, place]))
  const groups = await connection.rows(`
    SELECT list(file_name) FROM (
      SELECT file_name, sum(hash(column_id, ${NODE.join(', ')})) AS schema FROM parquet_schema(${pathList(files)}) GROUP BY file_name)
    GROUP BY schema`)
  const schemas = groups.map(([paths]) => {
    const found = textsOf(paths).map((path) => places.get(path ?? '') ?? unknownFile(path))
    return { first: Math.min(...found), last: Math.max(...found) }
  })
  if (schemas.length < 2) return []
  const nodes = await readNodes(
    schemas.flatMap(({ first }) => files[first] ?? []),
    connection,
  )
  return schemas
    .map(({ first, last }) => ({
      first,
      last,
      kinds: kindsOf(nodes.get(files[first]?.path ?? '') ?? []),
      uri: (place: number) => files[place]?.uri ?? '',
    }))
    .sort((a, b) => a.first - b.first)
}

const NODE = ['name', 'num_children', 'duckdb_type', 'converted_type', 'repetition_type']

async function readNodes(files: readonly FetchedFile[], connection: Connection): Promise<ReadonlyMap<string, SchemaNode[]>> {
  const rows = await connection.rows(
    `SELECT file_name, ${NODE.join(', ')} FROM parquet_schema(${pathList(files)}) ORDER BY file_name, column_id`,
  )
  const nodes = new Map<string, SchemaNode[]>(files.map(({ path }) => [path, []]))
  for (const [path, name, children, type, annotation, repetition] of rows) {
    nodes.get(String(path))?.push({
      name: String(name),
      children: Number(children ?? 0),
      type: type === null || type === undefined ? null : String(type),
      annotation: annotation === null || annotation === undefined ? null : String(annotation),
      isRepeated: repetition === 'REPEATED',
    })
  }
  return nodes
}

function checkColumn(column: string, schemas: readonly Schema[]): void {
  const name = folded(column)
  const given = schemas.flatMap((schema) => {
    const kind = schema.kinds.get(name)
    return kind === undefined ? [] : [{ schema, kind }]
  })
  const [oldest] = given
  if (oldest === undefined) return
  const lacking = schemas.find(({ kinds, last }) => !kinds.has(name) && last > oldest.schema.first)
  if (lacking !== undefined) throw lostColumn(column, oldest.schema, lacking)
  const different = [...new Map(given.toReversed().map((each) => [signatureOf(each.kind), each])).values()].toReversed()
  for (const [index, a] of different.entries()) {
    for (const b of different.slice(index + 1)) {
      const found = contradiction(column, a.kind, b.kind)
      if (found !== null) throw otherType(found, a.schema, b.schema)
    }
  }
}

function otherType({ path, kinds: [is, other] }: Contradiction, a: Schema, b: Schema): Error {
  return knownError('data', `column ${path} is ${is} in ${a.uri(a.first)} but ${other} in ${b.uri(b.first)}`, {
    hint: 'write the column with one type, or point the source at files that agree',
  })
}

function lostColumn(column: string, first: Schema, lacking: Schema): Error {
  const [there, gone] = [first.uri(first.first), lacking.uri(lacking.last)]
  return knownError('data', `column ${column} is in ${there} but no longer in ${gone}`, {
    hint: 'was it renamed? Write the files with the same columns, or leave out those that lack it',
  })
}

function unknownFile(path: string | null): never {
  throw new Error(`a schema of ${path}, which was not asked for`)
}
