import type { Membership } from './membership.js'

/** The distinct sets of slices that rows belong to, with the row's class: a kind. */
export interface Kinds {
  readonly members: readonly Int32Array[]
  /**
   * The kind of each row, an index into `members`; may be written over by the next call. The lowest bit of the
   * first column is the class, the rest of it and the other columns tell the slices.
   */
  of(columns: readonly Int32Array[], count: number): Int32Array
}

/** Codes below this are looked up in an array. */
const MOST_SLOTS = 2 ** 20

export function createKinds(membership: Membership): Kinds {
  const members: Int32Array[] = []
  // One more than the kind; 0 = not known yet. Filling it with another number takes longer than a scan of few rows.
  const slots = new Int32Array(MOST_SLOTS)
  const known = new Map<number | string, number>()
  let kinds = new Int32Array(0)

  const learn = (values: readonly number[]) => {
    const [first = 0, ...rest] = values
    const slices = Int32Array.from(membership.members(membership.names.length === 0 ? [] : [first >> 1, ...rest]) ?? [])
    return members.push(slices) - 1
  }
  const lookUp = (key: number | string, values: readonly number[]) => {
    const found = known.get(key) ?? learn(values)
    known.set(key, found)
    return found
  }
  const ofCode = (code: number) => {
    const found = lookUp(code, [code])
    if (code < MOST_SLOTS) slots[code] = found + 1
    return found
  }
  return {
    members,
    of(columns, count) {
      const [first = new Int32Array(count), ...rest] = columns
      if (rest.length > 0) {
        return Int32Array.from({ length: count }, (_, row) => {
          const values = columns.map((column) => column[row] ?? 0)
          return lookUp(values.join(), values)
        })
      }
      if (kinds.length < count) kinds = new Int32Array(count)
      for (let row = 0; row < count; row++) {
        const code = first[row] ?? 0
        const slot = slots[code] ?? 0
        kinds[row] = slot === 0 ? ofCode(code) : slot - 1
      }
      return kinds
    },
  }
}
