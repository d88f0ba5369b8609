import path from 'node:path'
import { type ErrorKind, knownError } from '../core/errors.js'

/** What was done when the file system failed. */
export type Doing = 'read' | 'written' | 'removed'

/** Null where there is no such file; other errors of the file system are known ones. */
export async function unlessMissing<T>(file: string, doing: Doing, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw unusable(file, doing, error)
  }
}

/** An error of the file system as a known one: which file, why, what to do. Others are handed back as they are. */
export function unusable(file: string, doing: Doing, error: unknown): unknown {
  const code = codeOf(error)
  if (code === null) return error
  const { kind, says, hint } = PROBLEMS[code] ?? OTHER
  return knownError(kind, `${file} can't be ${doing}: ${says === '' ? code : `${says} (${code})`}`, {
    hint: hint(file, doing),
    cause: error,
  })
}

/** The code of an error of the file system, e.g. ENOENT; null = it is another one. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : null
}

interface Problem {
  readonly kind: ErrorKind
  readonly says: string
  readonly hint: (file: string, doing: Doing) => string
}

const OTHER: Problem = { kind: 'filesystem', says: '', hint: () => 'check the disk or the mount that it is on, then run again' }

const DENIED: Problem = {
  kind: 'permission',
  says: 'this user may not',
  hint: (file, doing) =>
    doing === 'read'
      ? 'let this user read the file, and its folder'
      : `let this user write in ${path.dirname(file)}: a document is written as a new file beside the old one`,
}

const FULL: Problem = {
  kind: 'filesystem',
  says: 'no space is left',
  hint: (file) => `free space on the disk of ${path.dirname(file)}, then run again; what was there is as it was`,
}

const MISNAMED: Omit<Problem, 'says'> = { kind: 'config', hint: () => 'check the path in the config: it must be that of a file' }

const OBSTRUCTED: Problem = {
  kind: 'config',
  says: 'a part of its path is a file, not a folder',
  hint: () => 'check the path in the config: a document is a file in folders, and a history is a folder; or move the file away',
}

const PROBLEMS: Readonly<Record<string, Problem>> = {
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: { ...DENIED, says: 'the file system is read-only', hint: () => 'use a path on a file system that can be written' },
  ENOSPC: FULL,
  EDQUOT: { ...FULL, says: 'the quota is used up' },
  EISDIR: { ...MISNAMED, says: 'it is a folder' },
  ENOTDIR: OBSTRUCTED,
  EEXIST: OBSTRUCTED,
  ENAMETOOLONG: { ...MISNAMED, says: 'its name is too long', hint: () => 'use a shorter name' },
  ELOOP: { ...MISNAMED, says: 'its links lead in a circle', hint: () => 'check the path in the config, and the links in it' },
}
