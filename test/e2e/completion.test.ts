import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-shells-'))
mkdirSync(path.join(folder, 'bin'))
symlinkSync(fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url)), path.join(folder, 'bin', 'ctrain'))
writeFileSync(path.join(folder, 'ctrain.yaml'), 'models: { churn: {}, "eu: $(touch x)": {} }')
writeFileSync(path.join(folder, 'other.yaml'), 'models: { demand: {}, down: {} }')

/** Runs a script in a shell with `ctrain` on its path. Returns the lines that it prints. */
function lines(shell: string, args: readonly string[], script: string): string[] {
  const file = path.join(folder, `try.${shell}`)
  writeFileSync(file, script)
  const env = { ...process.env, PATH: `${path.join(folder, 'bin')}:${process.env['PATH']}`, TERM: 'dumb', HOME: folder }
  return execFileSync(shell, [...args, file], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    .split('\n')
    .slice(0, -1)
}

/** A test in a real shell. Where there is none, the title says that it did not run. */
function inShell(shell: string, title: string, test: () => void): void {
  const isHere = isInstalled(shell)
  if (!isHere) process.stderr.write(`${title} in ${shell}: NOT RUN, as ${shell} is not installed\n`)
  it.skipIf(!isHere)(`${title} in ${shell}${isHere ? '' : ' (NOT RUN: it is not installed)'}`, test)
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

inShell('bash', 'commands, models and files are completed', () => {
  const script = `
    source <(ctrain completion bash)
    complete -p ctrain
    compopt() { echo "compopt $*"; }
    try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ctrain ctrain; printf '[%s]\\n' "\${COMPREPLY[@]}"; }
    try ctrain eval
    try ctrain evaluate -c other.yaml --model = d
    try ctrain evaluate -m e
    try ctrain evaluate --config o
    try ctrain evaluate --config absent.yaml -m ''`
  expect(lines('bash', ['--norc'], script)).toEqual([
    'complete -F _ctrain ctrain',
    '[evaluate]',
    '[demand]',
    '[down]',
    String.raw`[eu:\ \$\(touch\ x\)]`,
    'compopt -o default',
    '[]',
    '[]',
  ])
})

inShell('fish', 'commands, models and files are completed', () => {
  const script = `
    ctrain completion fish | source
    complete -C 'ctrain eval'
    complete -C 'ctrain evaluate -c other.yaml --model=d'
    complete -C 'ctrain evaluate -m e'
    complete -C 'ctrain evaluate --config=o'`
  expect(lines('fish', ['--no-config'], script)).toEqual([
    'evaluate\tscore a model on its drift dataset and compare with production',
    '--model=demand',
    '--model=down',
    'eu: $(touch x)',
    '--config=other.yaml',
  ])
})

// What the inner, interactive shell has on its line after Tab.
inShell('zsh', 'commands, models and files are completed', () => {
  writeFileSync(
    path.join(folder, 'inner.zsh'),
    `PS1=; unset zle_bracketed_paste
    autoload -Uz compinit && compinit -D -u
    source <(ctrain completion zsh)
    show() { print -r -- "<""<$BUFFER>>"; BUFFER= }
    zle -N show; bindkey '^G' show
    print -r -- "<""<ready>>"`,
  )
  const script = `
    zmodload zsh/zpty
    zpty z zsh -f -i
    zpty -w z 'source ./inner.zsh'
    zpty -r z answer '*<<ready>>*'
    try() {
      zpty -w -n z "$1"$'\\t\\a'
      zpty -r z answer '*<<*>>*'
      print -r -- "\${\${answer##*<<}%%>>*}"
    }
    try 'ctrain eval'
    try 'ctrain evaluate -c other.yaml --model=de'
    try 'ctrain evaluate -m e'
    try 'ctrain evaluate --config=o'
    try 'ctrain evaluate --report js'
    zpty -d z`
  expect(lines('zsh', ['-f'], script)).toEqual([
    'ctrain evaluate ',
    'ctrain evaluate -c other.yaml --model=demand ',
    String.raw`ctrain evaluate -m eu:\ \$\(touch\ x\) `,
    'ctrain evaluate --config=other.yaml ',
    'ctrain evaluate --report json=',
  ])
})
