import { z } from 'zod'
import { type KnownError, knownError } from '../core/errors.js'
import type { ProductionSlice } from '../core/evaluation.js'

/** The standard error of a score, in either spelling. */
export const Errors = z.looseObject({ standard_error: z.number().min(0).nullish(), standardError: z.number().min(0).nullish() })

export function errorOf({ standard_error: own, standardError: reported }: z.output<typeof Errors>): number | null {
  return own ?? reported ?? null
}

/**
 * The scores of slices, from a map of names to scores or from a list as in ctrain's reports; a slice whose
 * score is null has none. Returns the error that says what is wrong with a text, a list or a map of other things.
 */
export function storedSlices(value: unknown, source: string): readonly ProductionSlice[] | KnownError {
  const entries = entriesOf(value)
  if (entries === null) return unusable(source, 'slices', `it is ${value === null ? 'null' : typeof value}`)
  const slices: ProductionSlice[] = []
  const names = new Set<string>()
  for (const { name, content, place } of entries) {
    const parsed = Content.safeParse(content)
    if (name === null) return unusable(source, place, 'it has no name')
    if (!parsed.success) return unusable(source, `slice ${name}`, parsed.error.issues[0]?.message ?? 'it is no score')
    if (names.has(name)) return unusable(source, `slice ${name}`, 'it is there twice')
    names.add(name)
    const { score, standardError } = parsed.data
    if (score !== null) slices.push({ name, score, standardError })
  }
  return slices
}

interface Entry {
  readonly name: string | null
  readonly content: unknown
  readonly place: string
}

/** Null = neither list nor map. */
function entriesOf(value: unknown): readonly Entry[] | null {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object') return null
  if (!Array.isArray(value)) return Object.entries(value).map(([name, content]) => ({ name, content, place: name }))
  return value.map((content: unknown, index) => ({
    name: Named.safeParse(content).data?.name ?? null,
    content,
    place: `slices[${index}]`,
  }))
}

const WRONG = 'it must be a number, or have a score and a standard_error that are numbers'
const Content = z.union(
  [
    z.null().transform(() => ({ score: null, standardError: null })),
    z.number().transform((score) => ({ score, standardError: null })),
    Errors.extend({ score: z.number().nullish(), value: z.number().nullish() }).transform((slice) => ({
      score: slice.score ?? slice.value ?? null,
      standardError: errorOf(slice),
    })),
  ],
  { error: WRONG },
)
const Named = z.looseObject({ name: z.string() })

function unusable(source: string, what: string, why: string): KnownError {
  return knownError('data', `beside the production score at ${source}, ${what} can't be used: ${why}`, {
    hint: 'slices maps a name to a score or to { score, standard_error }; they are read for drift.guard and on_empty_slice: production',
  })
}
