import { rm } from 'node:fs/promises'
import type { FetchedFile } from '../../../core/data-source.js'
import type { EngineLimits, World } from '../../../core/ports.js'
import type { Converted } from '../../../core/raw-files.js'
import { type Connection, connect } from '../connection.js'
import { makeTemporary } from '../temporary.js'

/** Writes files into a folder of their own, with a connection that can read the given files and write there. */
export async function writeFiles(
  readable: readonly FetchedFile[],
  limits: EngineLimits,
  world: World,
  write: (folder: string, connection: Connection) => Promise<readonly FetchedFile[]>,
): Promise<Converted> {
  const folder = await makeTemporary('ctrain-converted-', world)
  const close = () => rm(folder, { recursive: true, force: true })
  try {
    const paths = readable.map((file) => file.path)
    const connection = await connect(paths, limits, world, folder)
    const files = await write(folder, connection).finally(connection.close)
    return { files, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Options of COPY for such files. */
export const AS_PARQUET = 'FORMAT parquet, USE_TMP_FILE false'
