// What a pull leaves of a file: the chunks of needed columns and the footer. All else is poisoned, so that who reads it is found out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { z } from 'zod'

/** Overwrites all bytes of the Parquet files below a folder but those of these columns; tells how many it overwrote. */
export async function poison(folder: string, columns: readonly string[]): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  let poisoned = 0
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.parquet')) continue
    const file = path.join(folder, name)
    const chunks = await connection.runAndReadAll(`
      SELECT split_part(path_in_schema, ', ', 1), least(nullif(dictionary_page_offset, 0), data_page_offset), total_compressed_size,
        bloom_filter_offset, bloom_filter_length
      FROM parquet_metadata('${file}')`)
    const whole = readFileSync(file)
    const sparse = Buffer.alloc(whole.length, 0xff)
    const keep = (start: number, end: number) => whole.copy(sparse, start, start, end)
    // The footer's length stands in front of the last four bytes.
    keep(whole.length - 8 - whole.readUInt32LE(whole.length - 8), whole.length)
    for (const row of chunks.getRows()) {
      const [column, start, size, bloom, bloomSize] = Chunk.parse(row)
      if (!columns.includes(column)) continue
      keep(start, start + size)
      if (bloom !== null && bloomSize !== null) keep(bloom, bloom + bloomSize)
    }
    writeFileSync(file, sparse)
    poisoned += sparse.filter((byte, at) => byte !== whole[at]).length
  }
  connection.closeSync()
  instance.closeSync()
  return poisoned
}

const offset = z.coerce.number()
const Chunk = z.tuple([z.string(), offset, offset, offset.nullable(), offset.nullable()])
