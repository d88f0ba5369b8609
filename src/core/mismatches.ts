import type { DefinedSlice, ScoreDefinition, SliceGroup } from './baseline.js'
import { canonicalJson } from './canonical-json.js'
import { round12 } from './round.js'
import { tightSql } from './sql-text.js'

/** What the two sides are called in sentences. */
export type Sides = readonly [stored: string, current: string]

const TOLERANCE = 1e-9

/**
 * In what two scores are of different definitions, each as a sentence; empty = they can be compared. Slices that
 * are found in the data, and what the data decide of their weights, are no difference. What is not known is none either.
 */
export function mismatches(
  stored: ScoreDefinition,
  current: ScoreDefinition,
  sides: Sides = ['the production document', 'the config'],
): string[] {
  const told = teller(sides)
  return [
    ...told('the model is', quoted(stored.model), quoted(current.model)),
    ...metricMismatches(stored, current, sides, told),
    ...groupMismatch(stored, current, told),
    ...sliceMismatches(stored, current, sides, told),
  ]
}

type Tell = (what: string, stored: string, current: string) => string[]

/** Tells of two texts, where they differ. */
function teller([stored, current]: Sides): Tell {
  return (what, a, b) => (a === b ? [] : [`${what} ${a} in ${stored}, ${b} in ${current}`])
}

function metricMismatches(stored: ScoreDefinition, current: ScoreDefinition, sides: Sides, told: Tell): string[] {
  const { metric } = stored
  if (metric !== current.metric) return told('the metric is', metric, current.metric)
  const areKnown = stored.params !== null && current.params !== null
  const haveDirections = stored.direction !== null && current.direction !== null
  return [
    ...(areKnown ? told(`the parameters of ${metric} are`, canonicalJson(stored.params), canonicalJson(current.params)) : []),
    ...(haveDirections ? told(`the direction of ${metric} is`, stored.direction, current.direction) : []),
    ...digestMismatch(stored, current, sides),
  ]
}

function digestMismatch(stored: ScoreDefinition, current: ScoreDefinition, [one, other]: Sides): string[] {
  const areKnown = stored.metricDigest !== null && current.metricDigest !== null
  if (!areKnown || stored.metricDigest === current.metricDigest) return []
  return [`the metric ${stored.metric} is defined in another way in ${other} than when ${one} was stored`]
}

function groupMismatch(stored: ScoreDefinition, current: ScoreDefinition, told: Tell): string[] {
  if (stored.groups === null || current.groups === null) return []
  return told('slices are found', formatGroups(stored.groups), formatGroups(current.groups))
}

function formatGroups(groups: readonly SliceGroup[]): string {
  if (groups.length === 0) return 'by no column'
  const texts = groups.map(({ by, weight }) => `by ${by.join(', ')} (weight: ${weight})`)
  return texts.sort((a, b) => (a < b ? -1 : 1)).join(' and ')
}

function sliceMismatches(stored: ScoreDefinition, current: ScoreDefinition, sides: Sides, told: Tell): string[] {
  const byName = new Map(current.slices.map((slice) => [slice.name, slice]))
  return [
    ...lacking(stored, current, sides),
    ...lacking(current, stored, [sides[1], sides[0]]),
    ...stored.slices.flatMap((slice) => {
      const other = byName.get(slice.name)
      return other === undefined || isFound(slice) || isFound(other) ? [] : differences(slice, other, told)
    }),
  ]
}

/** Slices that one side declares and the other has not. */
function lacking(here: ScoreDefinition, there: ScoreDefinition, [one, other]: Sides): string[] {
  // A document that does not say where its slices come from may have found them.
  const mayBeFound = (slice: DefinedSlice) => slice.origin === null && (there.groups ?? []).length > 0
  const declared = new Set(there.slices.filter((slice) => !isFound(slice)).map(({ name }) => name))
  const missing = here.slices.filter((slice) => !isFound(slice) && !mayBeFound(slice) && !declared.has(slice.name))
  return missing.map(({ name, weight }) => `slice ${name} of weight ${round12(weight)} is in ${one}, not in ${other}`)
}

function differences(stored: DefinedSlice, current: DefinedSlice, told: Tell): string[] {
  const origins = [stored.origin, current.origin]
  // The name of a slice of values says which they are; how its condition writes them is up to the type of the column.
  const isByName = origins.includes('value') && !origins.includes('where')
  const isOtherPlace = !isByName && !isSameWhere(stored.where, current.where)
  const isOtherWeight = Math.abs(stored.weight - current.weight) > TOLERANCE
  const { name } = stored
  return [
    ...(isOtherPlace ? told(`slice ${name} has`, formatWhere(stored.where), formatWhere(current.where)) : []),
    ...(isOtherWeight ? told(`slice ${name} has weight`, String(round12(stored.weight)), String(round12(current.weight))) : []),
  ]
}

/** But for white space. */
function isSameWhere(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && tightSql(a) === tightSql(b))
}

function isFound({ origin }: DefinedSlice): boolean {
  return origin === 'found'
}

function formatWhere(where: string | null): string {
  return where === null ? 'all rows' : `where ${where}`
}

function quoted(text: string): string {
  return `"${text}"`
}
