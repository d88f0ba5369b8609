import { statfs } from 'node:fs/promises'
import type { SourceFile } from '../../core/data-source.js'
import { isKnownError, knownError } from '../../core/errors.js'
import { codeOf } from './entry.js'

/** What was being written, for messages. */
export interface Writing {
  /** The cache's. */
  readonly directory: string
  readonly file: SourceFile
  /** Bytes that were to be written. */
  readonly needed: number
}

/** Does something, with errors of the file system as known ones. */
export async function explained<T>(writing: Writing, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw await explain(error, writing)
  }
}

/** An error of the file system as a known error: where, what is needed, what to do. Others are handed back as they are. */
export async function explain(error: unknown, writing: Writing): Promise<unknown> {
  if (isKnownError(error)) return error
  if (isFull(error)) return await noSpace(error, writing)
  if (!(error instanceof Error) || !('syscall' in error) || error.syscall === 'connect') return error
  const code = codeOf(error) ?? ''
  const problem = PROBLEMS[code]
  if (problem === undefined) return error
  return knownError('filesystem', `the cache ${writing.directory} ${problem}: ${code}`, {
    hint: 'set CTRAIN_CACHE_DIR to a folder that can be written',
    cause: error,
  })
}

/** True when the disk, the quota, or a limit on the size of files leaves no room. */
export function isFull(error: unknown): boolean {
  return FULL.has(codeOf(isKnownError(error) ? error.cause : error) ?? '')
}

/** Refuses a large file before its first byte when the disk has no room for it. */
export async function requireSpace(writing: Writing): Promise<void> {
  if (writing.needed < LARGE) return
  const free = await freeBytes(writing.directory)
  if (free !== null && free < writing.needed) throw await noSpace(undefined, writing)
}

/** Less is not worth asking for. */
const LARGE = 2 ** 24

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: "can't be written",
  EPERM: "can't be written",
  EROFS: "can't be written",
  ENOTDIR: "can't be written",
  EEXIST: "can't be written",
  ELOOP: "can't be written",
  ENAMETOOLONG: "can't be written",
  EXDEV: 'spreads over several file systems',
  EIO: "can't be read or written",
  ESTALE: "can't be read or written",
  EMFILE: "can't be opened, as too many files are open",
  ENFILE: "can't be opened, as too many files are open",
}

async function noSpace(cause: unknown, { directory, file, needed }: Writing): Promise<Error> {
  if (codeOf(cause) === 'EFBIG') {
    return knownError('filesystem', `files of ${file.bytes} bytes are not allowed in ${directory}: ${file.uri}`, {
      hint: 'raise the limit (ulimit -f), or set CTRAIN_CACHE_DIR to another file system',
      cause,
    })
  }
  const free = await freeBytes(directory)
  const room = free === null ? '' : `, ${free} are free`
  const problem = codeOf(cause) === 'EDQUOT' ? 'the quota is used up' : 'no space left'
  return knownError('filesystem', `${problem} in ${directory} for ${file.uri}: ${needed} bytes are needed${room}`, {
    hint: 'free space (ctrain cache clear empties the cache), or set CTRAIN_CACHE_DIR to a larger disk',
    cause,
  })
}

/** Bytes that are free for this user; null where the file system does not say. */
async function freeBytes(directory: string): Promise<number | null> {
  try {
    const { blocks, bavail, bsize } = await statfs(directory)
    return blocks === 0 ? null : bavail * bsize
  } catch {
    // The message does without.
    return null
  }
}
