import { bash } from './bash.js'
import { fish } from './fish.js'
import { zsh } from './zsh.js'

/** Shells by name. */
export const SHELLS = { bash, zsh, fish } as const

export type ShellName = keyof typeof SHELLS

export const SHELL_NAMES = Object.keys(SHELLS).filter((name): name is ShellName => name in SHELLS)
