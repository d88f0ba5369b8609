import path from 'node:path'
import type { FetchedFile } from '../../../core/data-source.js'
import { type KnownError, knownError } from '../../../core/errors.js'
import type { EngineLimits, World } from '../../../core/ports.js'
import type { Converted, FilePair, Pairing } from '../../../core/raw-files.js'
import { identifier, literal, same } from '../../../core/sql.js'
import type { Connection } from '../connection.js'
import { naming } from '../naming.js'
import { pathList } from '../paths.js'
import { AS_PARQUET, writeFiles } from './folder.js'

/** One file for each pair: its rows are those of the input, continued by those of the output. */
export async function pair(pairing: Pairing, limits: EngineLimits, world: World): Promise<Converted> {
  const files = pairing.pairs.flatMap(({ input, output }) => [input, output])
  return await writeFiles(files, limits, world, async (folder, connection) => {
    await checkCounts(pairing.pairs, connection)
    const paired: FetchedFile[] = []
    for (const [index, each] of pairing.pairs.entries()) {
      paired.push(await join(each, pairing, path.join(folder, `${index}.parquet`), connection))
    }
    return paired
  })
}

async function join({ input, output }: FilePair, pairing: Pairing, target: string, connection: Connection): Promise<FetchedFile> {
  const { own, added } = takenColumns(await columnsOf(input, connection), await columnsOf(output, connection), pairing)
  const list = [...own.map((name) => `i.${identifier(name)}`), ...added.map((name) => `o.${identifier(name)}`)].join(', ')
  const rows = `SELECT ${list} FROM ${tableOf(input)} AS i POSITIONAL JOIN ${tableOf(output)} AS o`
  await naming([input, output], [...own, ...added], connection, () =>
    connection.rows(`COPY (${rows}) TO ${literal(target)} (${AS_PARQUET})`),
  )
  return { ...input, path: target, bytesFetched: input.bytesFetched + output.bytesFetched }
}

/** What comes from the input, and what from the output: all that it adds, as it is narrow. */
function takenColumns(input: readonly string[], output: readonly string[], { predicted, names }: Pairing) {
  const has = (list: readonly string[], name: string) => list.some((other) => same(other, name))
  const added = output.filter((name) => has(predicted, name) || !has(input, name))
  const own = input.filter((name) => !has(added, name) && (names === null || has(names, name)))
  // A table has at least one column.
  return { own: own.length + added.length === 0 ? input.slice(0, 1) : own, added }
}

async function checkCounts(pairs: readonly FilePair[], connection: Connection): Promise<void> {
  const files = pairs.flatMap(({ input, output }) => [input, output])
  const rows = await naming(files, [], connection, () =>
    connection.rows(`SELECT file_name, CAST(num_rows AS DOUBLE) FROM parquet_file_metadata(${pathList(files)})`),
  )
  const counts = new Map(rows.map(([name, count]) => [String(name), Number(count)]))
  const unequal = pairs.filter(({ input, output }) => counts.get(input.path) !== counts.get(output.path))
  const [first] = unequal
  if (first !== undefined) throw otherCount(first, unequal.length - 1, counts)
}

function otherCount({ input, output }: FilePair, others: number, counts: ReadonlyMap<string, number>): KnownError {
  const [rows = 0, predictions = 0] = [counts.get(input.path), counts.get(output.path)]
  const more = others === 0 ? '' : `, and so on in ${others} more ${others === 1 ? 'file' : 'files'}`
  return knownError('data', `${output.uri} has ${predictions} predictions for the ${rows} rows of ${input.uri}${more}`, {
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
