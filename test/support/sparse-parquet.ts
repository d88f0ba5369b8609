import { readFileSync, writeFileSync } from 'node:fs'
import type { Needs } from '../../src/core/data-source.js'
import { type Footer, parseFooter } from '../../src/datasets/parquet/footer.js'
import { type ColumnPlan, planColumns } from '../../src/datasets/parquet/plan.js'
import { endOfFile, keepRowGroups } from '../../src/datasets/parquet/rewrite.js'
import { type FooterBytes, locateFooter } from '../../src/datasets/parquet/tail.js'

export interface ReadFooter extends FooterBytes {
  readonly footer: Footer
  readonly file: { readonly uri: string; readonly bytes: number }
}

/** Reads the footer of a local file the way a pull does: the last bytes first, then what is missing of it. */
export function readFooter(path: string, tail = 8): ReadFooter {
  const content = readFileSync(path)
  const file = { uri: path, bytes: content.length }
  let found = locateFooter(content.subarray(-tail), file)
  if ('missing' in found) found = locateFooter(content.subarray(found.missing.start), file)
  if ('missing' in found) throw new Error('the footer asks for bytes twice')
  return { ...found, file, footer: parseFooter(found.bytes, { uri: path, start: found.range.start }) }
}

/** Writes what a plan needs of a file, and fills the holes. Row groups that are left out of it leave the footer too. */
export function writeSparse(source: string, target: string, needs: Needs, fill: number): ColumnPlan {
  const { bytes, range, footer, file } = readFooter(source)
  const plan = planColumns(footer, needs, file, range)
  const content = readFileSync(source)
  const sparse = Buffer.alloc(content.length, fill)
  for (const { start, end } of plan.ranges) content.copy(sparse, start, start, end)
  const isComplete = plan.kept.length === footer.rowGroups.length
  const end = isComplete ? sparse.subarray(range.start) : endOfFile(keepRowGroups(bytes, plan.kept, source))
  writeFileSync(target, Buffer.concat([sparse.subarray(0, range.start), end]))
  return plan
}
