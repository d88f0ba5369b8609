import { open } from 'node:fs/promises'
import type { FetchedFile } from '../../core/data-source.js'
import { knownError } from '../../core/errors.js'
import { encryptedParquet, notParquet } from '../../core/parquet-errors.js'
import { identifier, same } from '../../core/sql.js'
import { attempt } from './attempt.js'
import type { Connection } from './connection.js'
import { firstLine, readParquet } from './files.js'
import { pathList, pathPattern } from './paths.js'

/** Refuses the first file that can't be read as Parquet, if there is one: its footer, or one of these columns. */
export async function findBrokenFile(
  files: readonly FetchedFile[],
  columns: readonly string[],
  connection: Connection,
): Promise<void> {
  for (const file of files) {
    const described = await attempt(() => connection.rows(`DESCRIBE SELECT * FROM ${readParquet([file], true)}`))
    if ('refusal' in described) throw await badFooter(file, described.refusal)
    const names = described.result.map(([name]) => String(name)).filter((name) => columns.some((column) => same(column, name)))
    for (const name of names) await checkColumn(file, name, connection)
  }
}

/** Reads every value of a column: a count could be answered from the footer. */
async function checkColumn(file: FetchedFile, name: string, connection: Connection): Promise<void> {
  const hashed = await attempt(() =>
    connection.rows(`SELECT bit_xor(hash(${identifier(name)})) FROM ${readParquet([file], true)}`),
  )
  if (!('refusal' in hashed)) return
  throw (await hasEncryption(file, connection))
    ? encryptedParquet(file, `its column ${name} is`)
    : unreadable(file, hashed.refusal)
}

/** Of a file whose footer is in the clear. */
async function hasEncryption(file: FetchedFile, connection: Connection): Promise<boolean> {
  const asked = await attempt(() =>
    connection.rows(`SELECT encryption_algorithm IS NOT NULL FROM parquet_file_metadata(${pathList([file])})`),
  )
  // The footer can be read; only that of encrypted columns is signed with a key, which the engine takes for text.
  return 'refusal' in asked ? /unicode/i.test(asked.refusal.message) : asked.result[0]?.[0] === true
}

async function badFooter(file: FetchedFile, error: Error): Promise<Error> {
  if (/is encrypted/.test(error.message)) return encryptedParquet(file, 'its footer is')
  if (/No magic bytes|too small/.test(error.message)) {
    const why = (await startsAsParquet(file))
      ? 'it starts as one, and is cut off or still being written'
      : 'it does not end as one'
    return notParquet(file, why, error)
  }
  return unreadable(file, error)
}

function unreadable(file: FetchedFile, error: Error): Error {
  const why = firstLine(error).replaceAll(file.path, file.uri).replaceAll(pathPattern(file.path), file.uri)
  return knownError('data', `${file.uri} can't be read as Parquet: ${why}`, {
    hint: 'the file is damaged or cut off; write it again, or leave it out of dataset.source',
    cause: error,
  })
}

async function startsAsParquet({ path }: FetchedFile): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(new Uint8Array(4), 0, 4, 0)
    return new TextDecoder('latin1').decode(buffer) === 'PAR1'
  } finally {
    await file.close()
  }
}
