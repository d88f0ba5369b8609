/**
 * Gives jackknife groups to sorted rows that have no id, by their key and class, so that neither files nor
 * row groups nor threads matter. Rows of one key and class are counted: they must not all fall into one group.
 */
export interface BucketAssigner {
  /** Writes 2 × group, + 1 for a negative row, into the place of each row; the next call goes on with the next rows. */
  assign(rows: KeyedRows, places: Uint8Array): void
}

interface KeyedRows {
  readonly count: number
  readonly keys: Float64Array
  /** The lowest bit is 1 for a positive row. */
  readonly codes: Int32Array
}

export function createBucketAssigner(buckets: number): BucketAssigner {
  const float = new Float64Array(1)
  const words = new Uint32Array(float.buffer)
  // Rows so far of the current key, by class.
  const seen = new Int32Array(2)
  return {
    assign({ count, keys, codes }, places) {
      for (let row = 0; row < count; row++) {
        const key = keys[row] ?? 0
        if (key !== float[0]) {
          // −0 ties with 0.
          float[0] = key + 0
          seen.fill(0)
        }
        const side = (codes[row] ?? 0) & 1
        const occurrence = seen[side] ?? 0
        seen[side] = occurrence + 1
        places[row] = 2 * (hash(words[0] ?? 0, words[1] ?? 0, side, occurrence) % buckets) + 1 - side
      }
    },
  }
}

/** A jackknife group for a number, such as the place of a row in an order. */
export function bucketOf(number: number, buckets: number): number {
  return hash(number, 0, 0, 0) % buckets
}

/** Mixes the bits of four integers (after MurmurHash3). */
function hash(a: number, b: number, c: number, d: number): number {
  let mixed = a ^ Math.imul(b + 0x9e3779b9, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 16) ^ c, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ d, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  // 31 bits: the remainder of more is computed in doubles, which takes far longer.
  return (mixed ^ (mixed >>> 16)) & 0x7fffffff
}
