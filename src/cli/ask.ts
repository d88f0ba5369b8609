import type { Readable, Writable } from 'node:stream'
import { interrupted } from '../core/errors.js'

/** Asks a person at a terminal. Rejects as interrupted when they would rather not answer. */
export interface Ask {
  text(question: TextQuestion): Promise<string>
  choose(question: ChoiceQuestion): Promise<string>
}

export interface TextQuestion {
  readonly message: string
  /** What an empty answer means. */
  readonly initial: string
  /** Why an answer is none; null = it is one. */
  problem(answer: string): string | null
}

export interface ChoiceQuestion {
  readonly message: string
  readonly choices: readonly Choice[]
  readonly initial: string
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: string
}

export interface AskStreams {
  readonly input: Readable
  readonly output: Writable
  readonly signal: AbortSignal
}

/** Lists that are longer can be searched. */
const SEARCHED = 12

/** Choices that are in sight at once. */
const IN_SIGHT = 8

/** Questions on stderr; null = nobody sees them and can answer. */
export function terminalAsk({ stdin, stderr, env }: NodeJS.Process, signal: AbortSignal): Ask | null {
  const isAnswered = stdin.isTTY === true && stderr.isTTY === true && env['TERM'] !== 'dumb'
  return isAnswered ? askAt({ input: stdin, output: stderr, signal }) : null
}

/** Questions with a cursor and a list; the library is loaded with the first of them. */
export function askAt({ signal, ...streams }: AskStreams): Ask {
  // The library leaves its listener at the signal of each question.
  const own = () => ({ ...streams, signal: AbortSignal.any([signal]) })
  const ask = async (question: (prompts: typeof import('@clack/prompts')) => Promise<string | symbol>): Promise<string> => {
    const answer = await question(await import('@clack/prompts'))
    if (typeof answer === 'symbol') throw interrupted()
    return answer
  }
  return {
    text: ({ message, initial, problem }) =>
      ask(({ text }) =>
        text({
          ...own(),
          message,
          initialValue: initial,
          validate: (answer) => problem(answer ?? '') ?? undefined,
        }),
      ),
    choose: ({ message, choices, initial }) =>
      ask(({ select, autocomplete }) => {
        const options = choices.map(({ value, label, hint }) => ({ value, label, ...(hint !== undefined && { hint }) }))
        const asked = { ...own(), message, options, initialValue: initial, maxItems: IN_SIGHT }
        return choices.length > SEARCHED ? autocomplete(asked) : select(asked)
      }),
  }
}
