import { z } from 'zod'
import { type KnownError, knownError } from '../core/errors.js'
import type { ProductionSlice } from '../core/evaluation.js'
import { round12 } from '../core/round.js'
import { sum } from '../core/sum.js'

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
  let total = 0
  for (const { name, content, place } of entries) {
    const parsed = Content.safeParse(content)
    if (name === null) return unusable(source, place, 'it has no name')
    if (!parsed.success) return unusable(source, `slice ${name}`, parsed.error.issues[0]?.message ?? 'it is no score')
    if (names.has(name)) return unusable(source, `slice ${name}`, 'it is there twice')
    names.add(name)
    const { score, ...known } = parsed.data
    total += known.weight ?? Number.NaN
    if (score !== null) slices.push({ name, score, ...known })
  }
  return withShares(slices, total)
}

/** A slice without a score has left its weight to the others. */
function withShares(slices: readonly ProductionSlice[], total: number): readonly ProductionSlice[] {
  const left = sum(slices.map(({ weight }) => weight ?? Number.NaN))
  const isWhole = Math.abs(total - 1) <= 1e-9 && left > 0
  if (!isWhole || Math.abs(left - total) <= 1e-9) return slices
  return slices.map((slice) => ({ ...slice, weight: slice.weight && round12(slice.weight / left) }))
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
const unknown = { standardError: null, weight: null, rows: null }
/** What is no usable number is not known: it matters to no verdict. */
const amount = (type: z.ZodNumber) => type.min(0).nullish().catch(null)
const Content = z.union(
  [
    z.null().transform(() => ({ score: null, ...unknown })),
    z.number().transform((score) => ({ score, ...unknown })),
    Errors.extend({
      score: z.number().nullish(),
      value: z.number().nullish(),
      weight: amount(z.number()),
      rows: amount(z.int()),
    }).transform((slice) => ({
      score: slice.score ?? slice.value ?? null,
      standardError: errorOf(slice),
      weight: slice.weight ?? null,
      rows: slice.rows ?? null,
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
