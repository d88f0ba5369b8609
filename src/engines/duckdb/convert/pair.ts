import path from 'node:path'
import type { FetchedFile } from '../../../core/data-source.js'
import { type KnownError, knownError } from '../../../core/errors.js'
import type { World } from '../../../core/ports.js'
import type { ConvertTarget, FilePair, WantedColumns } from '../../../core/raw-files.js'
import { identifier, literal, same } from '../../../core/sql.js'
import { type Connection, connect } from '../connection.js'
import { naming } from '../files.js'
import { pathList } from '../paths.js'
import { takenColumns } from './columns.js'

/**
 * One file for each pair: the rows of the input, each with the columns of the same row of the output. Of a column
 * that both have, that of the input counts, unless it is one of `predicted`.
 */
export async function pair(
  pairs: readonly FilePair[],
  predicted: readonly string[],
  wanted: WantedColumns,
  { folder, limits }: ConvertTarget,
  world: World,
): Promise<readonly FetchedFile[]> {
  const files = pairs.flatMap(({ input, output }) => [input, output])
  const connection = await connect(
    files.map((file) => file.path),
    limits,
    world,
    folder,
  )
  try {
    await checkCounts(pairs, connection)
    const paired: FetchedFile[] = []
    for (const [index, { input, output }] of pairs.entries()) {
      const target = path.join(folder, `${index}.parquet`)
      const [left, right] = [await columnsOf(input, connection), await columnsOf(output, connection)]
      const has = (names: readonly string[], name: string) => names.some((other) => same(other, name))
      const added = right.filter((name) => has(predicted, name) || !has(left, name))
      const kept = left.filter((name) => !has(added, name))
      const taken = takenColumns([...kept, ...added], wanted)
      const list = taken.map((name) => `${has(added, name) ? 'o' : 'i'}.${identifier(name)}`).join(', ')
      const rows = `SELECT ${list} FROM ${tableOf(input)} AS i POSITIONAL JOIN ${tableOf(output)} AS o`
      await naming([input, output], taken, connection, () =>
        connection.rows(`COPY (${rows}) TO ${literal(target)} (FORMAT parquet, USE_TMP_FILE false)`),
      )
      paired.push({ ...input, path: target, bytesFetched: input.bytesFetched + output.bytesFetched })
    }
    return paired
  } finally {
    await connection.close()
  }
}

async function checkCounts(pairs: readonly FilePair[], connection: Connection): Promise<void> {
  const files = pairs.flatMap(({ input, output }) => [input, output])
  const rows = await naming(files, [], connection, () =>
    connection.rows(`SELECT file_name, CAST(num_rows AS DOUBLE) FROM parquet_file_metadata(${pathList(files)})`),
  )
  const counts = new Map(rows.map(([name, count]) => [String(name), Number(count)]))
  const unequal = pairs.filter(({ input, output }) => counts.get(input.path) !== counts.get(output.path))
  const [first] = unequal
  if (first !== undefined) throw otherCount(first, unequal.length, counts)
}

function otherCount({ input, output }: FilePair, files: number, counts: ReadonlyMap<string, number>): KnownError {
  const [rows = 0, predictions = 0] = [counts.get(input.path), counts.get(output.path)]
  const others = files === 1 ? '' : `; so ${files === 2 ? 'does 1 other output' : `do ${files - 1} other outputs`}`
  return knownError('data', `${output.uri} has ${predictions} predictions for the ${rows} rows of ${input.uri}${others}`, {
    hint: 'was the input changed after the transform, or is the output cut off? Run the transform again',
  })
}

async function columnsOf(file: FetchedFile, connection: Connection): Promise<string[]> {
  const rows = await naming([file], [], connection, () => connection.rows(`DESCRIBE SELECT * FROM ${tableOf(file)}`))
  return rows.map(([name]) => String(name))
}

function tableOf(file: FetchedFile): string {
  return `read_parquet(${pathList([file])}, hive_partitioning = false)`
}
