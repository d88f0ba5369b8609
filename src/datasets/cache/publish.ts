import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from './entry.js'

/** How often another process may be faster. */
const ATTEMPTS = 10

/**
 * Gives a draft its final name in one step, and returns null. Where another process was faster, `useOther` says
 * what there is to use instead, or makes room and returns null.
 */
export async function publish<T>(draft: string, folder: string, useOther: () => Promise<T | null>): Promise<T | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 })
      await rename(draft, folder)
      return null
    } catch (error) {
      if (attempt === ATTEMPTS || !IN_THE_WAY.has(codeOf(error) ?? '')) throw error
      const other = await useOther()
      if (other !== null) return other
    }
  }
}

/** Something has the name already, or the folder above was removed as empty. */
const IN_THE_WAY = new Set(['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EPERM', 'ENOENT'])
