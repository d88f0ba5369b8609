import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SRC = fileURLToPath(new URL('../../src/', import.meta.url))
const BUILT = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** The end-to-end tests run the built program, so it must be built from the sources under test. */
export function setup(): void {
  if (!existsSync(BUILT) || newest(SRC) > statSync(BUILT).mtimeMs)
    execFileSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit' })
}

function newest(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return Math.max(...files.map((file) => statSync(folder + file).mtimeMs))
}
