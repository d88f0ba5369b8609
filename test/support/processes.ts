import { existsSync, readFileSync } from 'node:fs'

/** A process that has ended but whose parent has not asked for it does not run. */
export function isRunning(pid: string): boolean {
  const stat = `/proc/${pid}/stat`
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'))
}
