/**
 * Jackknife groups of rows that no id tells apart, from what the rows hold, so that neither files nor row
 * groups nor threads matter. Rows that hold the same are counted: they must not all fall into one group.
 */
export interface BucketTeller {
  /** Of each row, in the order of keys; rows of equal key, class and weight come together. */
  of(rows: TelledRows): Uint8Array
}

export interface TelledRows {
  readonly count: number
  readonly keys: Float64Array
  readonly weights: Float64Array | null
  /** What else tells rows apart: an index into `seeds`. */
  readonly kinds: Int32Array
  /** A number per kind that does not depend on the order of rows. */
  readonly seeds: readonly number[]
}

export function createBucketTeller(buckets: number): BucketTeller {
  const counter = createCounter()
  const float = new Float64Array(1)
  const words = new Uint32Array(float.buffer)
  const mix = (value: number, seed: number, occurrence: number) => {
    float[0] = value
    return hash(words[0] ?? 0, words[1] ?? 0, seed, occurrence)
  }
  return {
    of(rows) {
      const { count, keys, weights, kinds, seeds } = rows
      const found = new Uint8Array(count)
      for (let row = 0; row < count; row++) {
        const seed = seeds[kinds[row] ?? 0] ?? 0
        const seeded = weights === null ? seed : mix(weights[row] ?? 0, seed, 0)
        // −0 ties with 0.
        found[row] = mix((keys[row] ?? 0) + 0, seeded, counter.occurrence(rows, row)) % buckets
      }
      return found
    },
  }
}

/** Counts the rows of the current key and weight by kind. */
function createCounter() {
  const seen = new Map<number, number>()
  // Numbers in closures are boxed at every write, those in arrays are not.
  const last = Float64Array.of(Number.NaN, Number.NaN)
  return {
    occurrence({ count, keys, weights, kinds }: TelledRows, row: number): number {
      const key = keys[row] ?? 0
      const weight = weights === null ? 1 : (weights[row] ?? 0)
      if (seen.size > 0 && (key !== last[0] || weight !== last[1])) seen.clear()
      last[0] = key
      last[1] = weight
      // The row behind the last one is not known yet.
      const isAlone = seen.size === 0 && row + 1 < count && keys[row + 1] !== key
      if (isAlone) return 0
      const kind = kinds[row] ?? 0
      const occurrence = seen.get(kind) ?? 0
      seen.set(kind, occurrence + 1)
      return occurrence
    },
  }
}

/** Mixes the bits of four integers (after MurmurHash3). */
function hash(a: number, b: number, c: number, d: number): number {
  let mixed = a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ c, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ d, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
