/** Lists of slices one after another: that of `cell` is `slices[starts[cell]]` up to `starts[cell + 1]`. */
export interface Members {
  readonly starts: Int32Array
  readonly slices: Int32Array
}

export function flattenMembers(members: readonly Int32Array[]): Members {
  const starts = new Int32Array(members.length + 1)
  for (const [cell, { length }] of members.entries()) starts[cell + 1] = (starts[cell] ?? 0) + length
  const slices = new Int32Array(starts.at(-1) ?? 0)
  for (const [cell, ofCell] of members.entries()) slices.set(ofCell, starts[cell])
  return { starts, slices }
}
