import { open } from 'node:fs/promises'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { localSource } from './local.js'
import { parseSource } from './pattern.js'
import { PEEK_BYTES, type Peek } from './peek.js'

/** A source of this machine. */
export async function peekLocal(source: string, directory: string, world: World): Promise<Peek> {
  const { prefix, levels, matches } = parseSource(source, directory)
  const files = await localSource(world).list(prefix, levels)
  const found = files.find(({ uri, bytes }) => bytes > 0 && matches(uri))
  if (found !== undefined) await readStart(found.uri)
  return { read: found?.uri ?? null, listed: files.length, isWhole: true }
}

async function readStart(file: string): Promise<void> {
  try {
    const handle = await open(file)
    await handle.read(Buffer.alloc(PEEK_BYTES), 0, PEEK_BYTES, 0).finally(() => handle.close())
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause
    throw knownError('permission', `${file} can't be read: ${code}`, { hint: 'check the permissions of the file', cause })
  }
}
