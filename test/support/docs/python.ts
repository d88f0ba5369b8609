import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

export const hasPython = succeeds('')

export const hasPyarrow = hasPython && succeeds('import pyarrow')

/** A program that takes any table and answers 1, for where Python can't read one. */
export function standInForPython(folder: string): string {
  const file = path.join(folder, 'stand-in')
  writeFileSync(file, '#!/bin/sh\ncat > /dev/null\necho 1\n', { mode: 0o755 })
  return file
}

function succeeds(code: string): boolean {
  return spawnSync('python3', ['-c', code], { stdio: 'ignore' }).status === 0
}
