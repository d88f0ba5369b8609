import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { knownError } from '../core/errors.js'
import type { DocumentStore } from '../core/ports.js'

/** Documents in local files. The revision is a digest of the content, so that it agrees between machines. */
export function localStore(): DocumentStore {
  return {
    async read(uri) {
      const bytes = await readBytes(uri)
      return { text: bytes.toString('utf8'), revision: `sha256:${createHash('sha256').update(bytes).digest('hex')}` }
    },
  }
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    if (error.code === 'ENOENT') {
      throw knownError('data', `there is no file ${file}`, {
        hint: 'check the path; relative paths are relative to the config file',
        cause: error,
      })
    }
    throw knownError('permission', `${file} can't be read: ${error.code}`, {
      hint: 'check that it is a file that this user may read',
      cause: error,
    })
  }
}
