import type { PlannedSlice } from '../../core/ports.js'
import { isSet, maskExpressions } from '../sql/masks.js'
import { type Coding, codePredicates } from './coding.js'
import type { Connection } from './connection.js'
import type { Dataset } from './dataset.js'

/** How a scan tells which slices a row belongs to. */
export interface Membership {
  /** SQL of the columns that tell it, as `expression AS name`, in the order of `names`. */
  readonly expressions: readonly string[]
  /** The same in two steps: what to group rows by, and what groups have in common. */
  readonly grouped: { readonly keys: readonly string[]; readonly expressions: readonly string[] }
  readonly names: readonly string[]
  /** The slices of a row from those columns; null = can't be told, as a value was not seen before. */
  members(values: readonly (number | null)[]): readonly number[] | null
}

/** A slice with the columns that its predicate reads. */
export interface ReadSlice extends PlannedSlice {
  readonly reads: readonly string[]
}

/**
 * Rows are told apart by the columns that predicates read, where those have few distinct values: every
 * value gets a number, and the predicates are evaluated on combinations of values, not on rows.
 * Predicates over other columns are evaluated per row, as bits.
 */
export async function planMembership(
  slices: readonly ReadSlice[],
  dataset: Dataset,
  sample: 'some' | 'all' | 'none',
  connection: Connection,
): Promise<Membership> {
  return membershipOf(slices, sample === 'none' ? null : await codePredicates(slices, dataset, sample, connection))
}

/** `coding` = null: every predicate is evaluated per row. */
export function membershipOf(slices: readonly PlannedSlice[], coding: Coding | null): Membership {
  const coded = new Set(coding?.slices ?? [])
  const own = [...slices.keys()].filter((slice) => slices[slice]?.others === undefined)
  const direct = own.filter((slice) => slices[slice]?.where !== null && !coded.has(slice))
  const always = own.filter((slice) => slices[slice]?.where === null)
  const rest = [...slices.entries()].flatMap(([slice, { others }]) => (others === undefined ? [] : [[slice, others] as const]))
  const masks = maskExpressions(direct.map((slice) => slices[slice]?.where ?? ''))
  const expressions = [...(coding === null ? [] : [coding.expression]), ...masks]
  const names = expressions.map((_, index) => `ctrain_member${index}`)
  const named = (list: readonly string[]) => list.map((expression, index) => `${expression} AS ${names[index]}`)
  const kept = masks.map((_, index) => `ctrain_member_mask${index}`)
  return {
    names,
    expressions: named(expressions),
    grouped: {
      keys: [...(coding?.grouped.keys ?? []), ...masks.map((mask, index) => `${mask} AS ${kept[index]}`)],
      expressions: named([...(coding === null ? [] : [coding.grouped.code]), ...kept]),
    },
    members: remember(names.length, (values) => {
      const members = membersOf(values, coding, direct, always)
      return members === null ? null : withRest(members, rest)
    }),
  }
}

function membersOf(
  values: readonly (number | null)[],
  coding: Coding | null,
  direct: readonly number[],
  always: readonly number[],
): readonly number[] | null {
  const [code = null, ...rest] = values
  const coded = coding === null ? [] : code === null ? null : coding.members(code)
  if (coded === null) return null
  const masks = coding === null ? values : rest
  return [...always, ...coded, ...direct.filter((_, index) => isSet(masks, index))]
}

/** Adds the slices that have the rows of none of certain others. */
function withRest(members: readonly number[], rest: readonly (readonly [number, readonly number[]])[]): number[] {
  const known = new Set(members)
  const added = rest.filter(([, others]) => !others.some((slice) => known.has(slice))).map(([slice]) => slice)
  return [...members, ...added].sort((a, b) => a - b)
}

/** Remembers the slices per distinct combination of values: there are far fewer than rows. */
function remember(columns: number, find: Membership['members']): Membership['members'] {
  const known = new Map<number | string | null, readonly number[] | null>()
  return (values) => {
    // An unseen value is null, which must not pass for a code.
    const key = columns === 1 ? (values[0] ?? null) : values.map(String).join()
    const found = known.get(key)
    if (found !== undefined) return found
    const members = find(values)
    known.set(key, members)
    return members
  }
}
