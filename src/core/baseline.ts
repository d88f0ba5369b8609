import type { Json } from './canonical-json.js'
import type { DatasetFacts, Evaluation } from './evaluation.js'
import type { Direction } from './metric.js'
import { round12 } from './round.js'

/** What makes a score the one it is: two scores of different definitions are not compared. */
export interface ScoreDefinition {
  readonly model: string
  readonly metric: string
  /** Those of a module are as the config declares them. Null = not known. */
  readonly params: Readonly<Record<string, Json>> | null
  /** Null = not known, or neither is better. */
  readonly direction: Direction | null
  /** Of a metric of the user's own: of what the config says of its value besides the parameters. Null = not known, or it is none. */
  readonly metricDigest: string | null
  readonly slices: readonly DefinedSlice[]
  /** Where slices are found in the data; null = not known. */
  readonly groups: readonly SliceGroup[] | null
}

/** A slice as a score was defined with it. */
export interface DefinedSlice {
  readonly name: string
  readonly where: string | null
  /** The share that the config gives it, before that of a slice without rows goes to the others. */
  readonly weight: number
  readonly origin: SliceOrigin | null
}

/**
 * What a slice comes from: `where` = a condition of the config, `value` = a value that the config names and weighs,
 * `found` = the data, which decide its weight, too.
 */
export type SliceOrigin = 'where' | 'value' | 'found'

/** One slice per value of these columns that the data have. */
export interface SliceGroup {
  readonly by: readonly string[]
  readonly weight: 'rows' | 'equal'
}

/** A production score with what it was measured with and on. Numbers are rounded to 12 significant digits. */
export interface BaselineDocument extends ScoreDefinition {
  readonly schemaVersion: 1
  readonly slices: readonly BaselineSlice[]
  readonly score: number
  readonly standardError: number | null
  /** Null = it was not measured here, but given. */
  readonly dataset: BaselineDataset | null
  /** When it was stored: ISO 8601, UTC. */
  readonly createdAt: string
  /** Who stored it: `user@host`. */
  readonly createdBy: string
  readonly note: string | null
}

/** Null = not known. */
export interface BaselineSlice extends DefinedSlice {
  readonly value: number | null
  readonly standardError: number | null
  readonly rows: number | null
}

/** What is known of the rows that a production score was measured on; null = not known. */
export type BaselineDataset = {
  readonly [key in SummaryKey]: DatasetFacts[key] | null
}

type SummaryKey = 'from' | 'to' | 'files' | 'bytes' | 'rows' | 'rowsScored' | 'rowsWithoutLabel' | 'rowsDropped' | 'fingerprint'

/** Who stores a production score, when and why. */
export interface Authorship {
  readonly createdAt: string
  readonly createdBy: string
  readonly note: string | null
}

/** The document of what was measured; null where that has no score. The definition's slices are those of the evaluation, in its order. */
export function baselineOf(evaluation: Evaluation, definition: ScoreDefinition, by: Authorship): BaselineDocument | null {
  const { score, standardError, dataset, slices } = evaluation
  if (score === null || dataset === null) return null
  const measured = definition.slices.map((slice, index) => {
    const { value = null, standardError: error = null, rows = null } = slices[index] ?? {}
    return { ...slice, weight: round12(slice.weight), value, standardError: error, rows }
  })
  return { ...headOf(definition), slices: measured, score, standardError, dataset: summaryOf(dataset), ...by }
}

/** The document of a score that somebody gives; what it was measured on is not known. */
export function givenBaseline(
  { score, standardError }: { readonly score: number; readonly standardError: number | null },
  definition: ScoreDefinition,
  by: Authorship,
): BaselineDocument {
  const slices = definition.slices.map((slice) => ({
    ...slice,
    weight: round12(slice.weight),
    value: null,
    standardError: null,
    rows: null,
  }))
  return { ...headOf(definition), slices, score, standardError, dataset: null, ...by }
}

function headOf({ model, metric, params, direction, metricDigest, groups }: ScoreDefinition) {
  return { schemaVersion: 1, model, metric, params, direction, metricDigest, groups } as const
}

function summaryOf(facts: DatasetFacts): BaselineDataset {
  const { from, to, files, bytes, rows, rowsScored, rowsWithoutLabel, rowsDropped, fingerprint } = facts
  return { from, to, files, bytes, rows, rowsScored, rowsWithoutLabel, rowsDropped, fingerprint }
}
