import type { ScoreDefinition } from './baseline.js'
import type { BaselineDiff, BaselineRevision, ScoreChange, SliceChange, SliceSide } from './baseline-report.js'
import { mismatches } from './mismatches.js'
import { round12 } from './round.js'

/** What differs between a revision and another one. */
export function diffRevisions(
  from: BaselineRevision,
  to: BaselineRevision,
): Pick<BaselineDiff, 'differences' | 'change' | 'slices'> {
  const differences =
    from.document === null || to.document === null ? null : mismatches(from.document, to.document, [from.revision, to.revision])
  return { differences, change: scoreChange(from, to), slices: sliceChanges(from.document, to.document) }
}

/** What differs between a revision and what the config declares. */
export function diffConfig(
  { document }: BaselineRevision,
  declared: ScoreDefinition,
): Pick<BaselineDiff, 'differences' | 'change' | 'slices'> {
  if (document === null) return { differences: null, change: null, slices: sliceChanges(null, declared) }
  return { differences: mismatches(document, declared), change: null, slices: sliceChanges(document, declared) }
}

/** Null where one of them has no score. */
export function scoreChange(from: BaselineRevision | null, to: BaselineRevision): ScoreChange | null {
  if (from === null || from.score === null || to.score === null) return null
  const absolute = round12(to.score - from.score)
  return { absolute, relative: from.score === 0 ? null : round12(absolute / Math.abs(from.score)) }
}

type Sliced = {
  readonly slices: readonly {
    readonly name: string
    readonly weight: number
    readonly value?: number | null
    readonly rows?: number | null
  }[]
}

function sliceChanges(from: Sliced | null, to: Sliced | null): SliceChange[] {
  const sides = [from, to].map((side) => new Map((side?.slices ?? []).map((slice) => [slice.name, sideOf(slice)])))
  const [before, after] = [sides[0] ?? new Map<string, SliceSide>(), sides[1] ?? new Map<string, SliceSide>()]
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => {
    const [one = null, other = null] = [before.get(name), after.get(name)]
    const values = [one?.value ?? null, other?.value ?? null] as const
    const change = values[0] === null || values[1] === null ? null : round12(values[1] - values[0])
    return { name, from: one, to: other, change }
  })
}

function sideOf({ weight, value = null, rows = null }: Sliced['slices'][number]): SliceSide {
  return { weight: round12(weight), value, rows }
}
