/** Slices per mask: bits of a signed 32-bit integer that stay positive. */
const MASK_BITS = 30

/** SQL of one bit per predicate, in as many integers as it takes. */
export function maskExpressions(predicates: readonly string[]): string[] {
  return Array.from({ length: Math.ceil(predicates.length / MASK_BITS) }, (_, word) => {
    const bits = predicates
      .slice(word * MASK_BITS, (word + 1) * MASK_BITS)
      // The line break ends a comment at the predicate's end.
      .map((where, bit) => `CASE WHEN (${where}\n) THEN ${2 ** bit} ELSE 0 END`)
    return `CAST(${bits.join(' + ')} AS INTEGER)`
  })
}

/** Whether the bit of the predicate at this index is set. */
export function isSet(masks: readonly (number | null)[], index: number): boolean {
  return ((masks[Math.floor(index / MASK_BITS)] ?? 0) & (1 << (index % MASK_BITS))) !== 0
}
