import { execFileSync } from 'node:child_process'

/** The end-to-end tests run the built program, so it must be built from the sources under test. */
export function setup(): void {
  execFileSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit' })
}
