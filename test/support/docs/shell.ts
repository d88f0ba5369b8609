import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { temporaryFolder } from '../temporary-folder.js'

/** Whether there is a bash that tells which programs a script wants to run. */
export const hasBash = spawnSync('bash', ['-c', '((BASH_VERSINFO[0] >= 4))'], { stdio: 'ignore' }).status === 0

/** Every program that a shell example runs, with its words as the shell hands them over. None of them is run. */
export function commandsOf(script: string): string[][] {
  const folder = temporaryFolder('ctrain-shell-')
  const log = path.join(folder, 'log')
  const env = { ...process.env, HOME: folder, LOG: log, ...VARIABLES }
  execFileSync('bash', ['-uo', 'pipefail', '-c', `${RECORDING}\n${script}`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const words = readFileSync(log, 'utf8').split('\0')
  const commands: string[][] = []
  for (let at = 0; at < words.length - 1; at += 1 + Number(words[at]))
    commands.push(words.slice(at + 1, at + 1 + Number(words[at])))
  return commands
}

/** What examples take from where they run. */
const VARIABLES = { EXECUTION_NAME: 'ctrain-churn-86204048f4d04cb2760b-a1', GITHUB_STEP_SUMMARY: '/github/summary.md' }

/** With an empty PATH bash finds nothing, and calls this instead. */
const RECORDING = `PATH=/nowhere; : > "$LOG"
command_not_found_handle() { printf '%s\\0' "$#" "$@" >> "$LOG"; }
cd() { :; }
source() { :; }`
