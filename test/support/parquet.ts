import { mkdirSync } from 'node:fs'
import path from 'node:path'
import parquet from 'parquetjs-lite'

export type Row = Readonly<Record<string, string | number | boolean | null>>

/** Writes rows with an independent writer; the types are parquetjs-lite's, every column is nullable. */
export async function writeParquet(file: string, types: Readonly<Record<string, string>>, rows: readonly Row[]): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true })
  const fields = Object.entries(types).map(([name, type]) => [name, { type, optional: true }])
  const writer = await parquet.ParquetWriter.openFile(new parquet.ParquetSchema(Object.fromEntries(fields)), file)
  for (const row of rows) {
    // The writer takes undefined for null.
    await writer.appendRow(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)))
  }
  await writer.close()
}
