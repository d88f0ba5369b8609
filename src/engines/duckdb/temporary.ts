import { mkdtemp } from 'node:fs/promises'
import path from 'node:path'
import { knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'

/** Makes a folder of its own below the temporary one. */
export async function makeTemporary(prefix: string, { tmp }: Pick<World, 'tmp'>): Promise<string> {
  try {
    return await mkdtemp(path.join(tmp, prefix))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw knownError('filesystem', `no temporary folder can be made in ${tmp}: ${why}`, {
      hint: 'set TMPDIR to a folder that can be written',
      cause,
    })
  }
}
