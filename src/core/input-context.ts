import type { Json } from './canonical-json.js'
import { asJson } from './canonical-json.js'
import type { Evaluation } from './evaluation.js'
import { INPUT_SHAPE, type InputShape } from './input-shape.js'
import { withDrops, worstFirst } from './worst-slice.js'

/** What a start is about. */
export interface StartFacts {
  readonly model: string
  readonly driftEvent: string
  readonly attempt: number
  /** ARN, as the config has it. */
  readonly stateMachine: string
  /** URI of the start's record; null = none is kept. */
  readonly record: string | null
  /** `dataset.source` of the config. */
  readonly source: string | readonly string[]
  readonly evaluation: Evaluation
}

/** What placeholders are filled in from. */
export function inputContext(facts: StartFacts): { readonly [key: string]: Json } {
  const { model, driftEvent, attempt, stateMachine, record, source, evaluation } = facts
  const { verdict, score, dataset, production, drop } = evaluation
  const slices = withDrops(evaluation)
  const [worst = null] = worstFirst(slices.filter(({ weight, dropContribution }) => weight > 0 && dropContribution !== null))
  const byName = Object.fromEntries(slices.map((slice) => [slice.name, slice]))
  return {
    ...{ model, driftEvent, attempt, stateMachine, record, verdict, score },
    evaluation: asJson(evaluation),
    dataset: { ...asJsonObject(dataset), source: asJson(source) },
    // Where nothing was evaluated, it is not known which slices there are.
    slices: evaluation.metric === null ? null : { ...asJsonObject(byName), worst: asJson(worst) },
    production: asJson(production),
    drop: asJson(drop),
  }
}

/** The value at a path; null below what is null, undefined where there is nothing. */
export function contextValue(context: { readonly [key: string]: Json }, path: readonly string[]): Json | undefined {
  let value: Json = context
  let shape: InputShape | undefined = INPUT_SHAPE
  for (const key of path) {
    if (value === null) return null
    const known: InputShape | undefined = shape === undefined ? undefined : stepInto(shape, key)
    if (typeof value !== 'object') return undefined
    const next: Json | undefined = Object.entries(value).find(([name]) => name === key)?.[1]
    // A key that is always there, of something that this run does not have.
    if (next === undefined && !(isFixed(shape) && known !== undefined)) return undefined
    value = next ?? null
    shape = known
  }
  return value
}

/** Where a path leaves what placeholders can name: the keys that lead there, and those that can follow. Null = it does not. */
export function pathProblem(
  path: readonly string[],
  sliceNames: readonly string[] | null,
): { readonly depth: number; readonly choices: readonly string[] } | null {
  let shape: InputShape = INPUT_SHAPE
  for (const [depth, key] of path.entries()) {
    const isUnknownSlice =
      typeof shape === 'object' && 'named' in shape && sliceNames !== null && ![...sliceNames, 'worst'].includes(key)
    const next: InputShape | undefined = isUnknownSlice ? undefined : stepInto(shape, key)
    if (next === undefined) return { depth, choices: choicesOf(shape, sliceNames ?? []) }
    shape = next
  }
  return null
}

/** The first keys of all placeholders. */
export const CONTEXT_KEYS: readonly string[] = choicesOf(INPUT_SHAPE, [])

function stepInto(shape: InputShape, key: string): InputShape | undefined {
  if (shape === 'any') return 'any'
  if (shape === 'value') return undefined
  if ('list' in shape) return /^(0|[1-9]\d{0,8})$/.test(key) ? shape.list : undefined
  if ('named' in shape) return shape.named
  return Object.entries(shape.keys).find(([name]) => name === key)?.[1]
}

function choicesOf(shape: InputShape, sliceNames: readonly string[]): readonly string[] {
  if (typeof shape !== 'object' || 'list' in shape) return []
  return 'named' in shape ? ['worst', ...sliceNames] : Object.keys(shape.keys)
}

function isFixed(shape: InputShape | undefined): boolean {
  return typeof shape === 'object' && 'keys' in shape
}

function asJsonObject(value: unknown): { readonly [key: string]: Json } {
  const json = asJson(value)
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? Object.fromEntries(Object.entries(json)) : {}
}
