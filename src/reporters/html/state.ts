import type { Evaluation } from '../../core/evaluation.js'
import { html, type Markup } from './markup.js'

export type State = keyof typeof STATES

/** From harmless to grave. The sign tells the state without its colour. */
const STATES = {
  healthy: { sign: '✓', tone: 'good' },
  scored: { sign: '•', tone: 'plain' },
  suspected: { sign: '?', tone: 'warn' },
  inconclusive: { sign: '–', tone: 'warn' },
  drifted: { sign: '✕', tone: 'bad' },
  error: { sign: '!', tone: 'bad' },
} as const

const NAMES = Object.keys(STATES).filter((name): name is State => name in STATES)

/** What there is to say first: the verdict, or why there is none. */
export function stateOf({ verdict, error }: Pick<Evaluation, 'verdict' | 'error'>): State {
  return verdict ?? (error === null ? 'scored' : 'error')
}

export function gravity(state: State): number {
  return NAMES.indexOf(state)
}

export function badge(state: State): Markup {
  const { sign, tone } = STATES[state]
  return html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${state}</span>`
}

/** `3 models: 1 drifted, 2 healthy`, the gravest first. */
export function countStates(states: readonly State[]): string {
  const parts = [...NAMES].reverse().flatMap((name) => {
    const count = states.filter((state) => state === name).length
    return count === 0 ? [] : [`${count} ${name}`]
  })
  return `${states.length} ${states.length === 1 ? 'model' : 'models'}: ${parts.join(', ')}`
}
