import { ANSWER_PROBLEMS } from '../config/answers.js'
import { knownError } from '../core/errors.js'
import type { Ask, Choice } from './ask.js'

/** A thing to be decided: by its flag, else by a person, else by what is likely. */
export interface Decision {
  readonly flag: string
  /** Of the flag; null = it was not given. */
  readonly given: string | null
  readonly message: string
  /** What is likely; null = nothing is. */
  readonly likely: string | null
  /** Without them, any text is an answer. */
  readonly choices?: readonly Choice[]
  /** Why an answer is none. */
  readonly problem?: ((answer: string) => string | null) | undefined
  /** What is told where nobody can be asked and nothing is likely. */
  readonly undecided: string
}

export async function decide(decision: Decision, ask: Ask | null): Promise<string> {
  const { flag, given, message, likely, choices, problem = () => null, undecided } = decision
  if (given !== null) {
    const wrong = problem(given)
    if (wrong !== null) throw knownError('usage', `${flag} ${wrong}`)
    return given
  }
  if (ask === null) {
    if (likely !== null) return likely
    throw knownError('usage', undecided, { hint: `say it with ${flag}` })
  }
  const initial = likely ?? choices?.[0]?.value ?? ''
  return choices === undefined ? await ask.text({ message, initial, problem }) : await ask.choose({ message, choices, initial })
}

export const {
  model: modelProblem,
  metric: metricProblem,
  production: productionProblem,
  source: sourceProblem,
  stateMachine: stateMachineProblem,
} = ANSWER_PROBLEMS
