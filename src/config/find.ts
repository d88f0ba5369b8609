import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'

/** The absolute path of a config: `file` is relative to the working directory; null searches upward from it. */
export async function findConfigFile(file: string | null, { cwd }: Pick<World, 'cwd'>): Promise<string> {
  return file === null ? await searchUpward(cwd) : path.resolve(cwd, file)
}

/** The text of a config. */
export async function readConfigFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const why = code === 'ENOENT' ? 'there is no such file' : `it can't be read: ${code}`
    throw knownError('config', `config ${file}: ${why}`, { hint: 'name the config with --config FILE', cause: error })
  }
}

const NAMES = ['ctrain.yaml', 'ctrain.yml', 'ctrain.json']

async function searchUpward(directory: string): Promise<string> {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    for (const name of NAMES) {
      const file = path.join(folder, name)
      if (await isFile(file)) return file
    }
    if (folder === path.dirname(folder)) break
  }
  throw knownError('config', `there is no ctrain.yaml in ${directory} or a folder above it`, {
    hint: 'write one, or name the config with --config FILE',
  })
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() ?? false
}
