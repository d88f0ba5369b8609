import type { ScoreDefinition } from './baseline.js'
import type { BaselineDiff, BaselineRevision, ScoreChange, SliceChange, SliceSide } from './baseline-report.js'
import { mismatches } from './mismatches.js'
import { round12 } from './round.js'

type Compared = Pick<BaselineDiff, 'differences' | 'change'>

/** In what the definitions of two scores differ, and where they do not, how far apart the scores are. */
export function compareRevisions(from: BaselineRevision | null, to: BaselineRevision | null): Compared {
  if (from === null || to === null) return { differences: null, change: null }
  const areKnown = from.document !== null && to.document !== null
  const differences = areKnown ? mismatches(from.document, to.document, [from.revision, to.revision]) : null
  return { differences, change: (differences ?? []).length > 0 ? null : scoreChange(from.score, to.score) }
}

/** What differs between a revision and another one. */
export function diffRevisions(from: BaselineRevision, to: BaselineRevision): Compared & Pick<BaselineDiff, 'slices'> {
  const compared = compareRevisions(from, to)
  const slices = sliceChanges(from.document, to.document)
  const isSame = compared.differences?.length === 0
  return { ...compared, slices: isSame ? slices : slices.map((slice) => ({ ...slice, change: null })) }
}

/** What differs between a revision and what the config declares. */
export function diffConfig({ document }: BaselineRevision, declared: ScoreDefinition): Compared & Pick<BaselineDiff, 'slices'> {
  const differences = document === null ? null : mismatches(document, declared)
  return { differences, change: null, slices: sliceChanges(document, declared) }
}

function scoreChange(from: number | null, to: number | null): ScoreChange | null {
  if (from === null || to === null) return null
  const absolute = round12(to - from)
  return { absolute, relative: from === 0 ? null : round12(absolute / Math.abs(from)) }
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
