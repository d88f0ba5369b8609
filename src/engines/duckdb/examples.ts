import type { OwnSql, Statistics } from '../../core/metric.js'
import type { SumExamples } from '../../core/ports.js'
import type { Connection } from './connection.js'
import { exampleRows, KINDS, type Kind, MOST_MIXED, mixtures, VARIANTS } from './example-rows.js'
import { misfit, type OwnMetric, sumTerms } from './own-sql.js'
import { parseScalars } from './scalar.js'

/**
 * Sums of a metric in the user's SQL over two rows. Types and values of further columns are not known
 * without data: common ones are tried, and nothing is held against SQL that could yet suit others.
 */
export async function sumExamples(metric: OwnMetric, connection: Connection): Promise<SumExamples> {
  const { reads } = metric.own
  const alike: Tried[] = []
  for (const kind of reads.length === 0 ? KINDS.slice(0, 1) : KINDS) {
    const kinds = reads.map(() => kind)
    alike.push(await tryKinds(metric, kinds, connection))
  }
  const examples = alike.flatMap((tried) => tried.examples)
  if (examples.length > 0) return { examples }
  let fits = alike.some((tried) => tried.fits)
  for (const kinds of mixtures(reads.length)) {
    const tried = await tryKinds(metric, kinds, connection)
    if (tried.examples.length > 0) return { examples: tried.examples }
    fits ||= tried.fits
  }
  const [{ problem } = { problem: '' }] = alike
  if (reads.length === 0) return { problem: `${problem} (tried with two example rows)` }
  if (fits || reads.length > MOST_MIXED || (await readsFields(metric.own, connection))) return { examples }
  return { problem: `${problem} (tried with numbers, text, dates and booleans in ${reads.join(', ')})` }
}

interface Tried {
  readonly examples: readonly Statistics[]
  /** Whether the types suit, whatever becomes of the values. */
  readonly fits: boolean
  readonly problem: string
}

async function tryKinds({ task, sums, own }: OwnMetric, kinds: readonly Kind[], connection: Connection): Promise<Tried> {
  const rows = VARIANTS.map((variant) => exampleRows(task, own.reads, kinds, variant))
  const problem = await misfit(own, rows[0] ?? '', connection)
  if (problem !== null) return { examples: [], fits: false, problem }
  const summed = []
  for (const relation of rows) summed.push(await sumTerms(sums({}), relation, connection))
  return {
    examples: summed.flatMap((each) => ('sums' in each ? [{ rows: 2, ...Object.fromEntries(each.sums) }] : [])),
    fits: true,
    problem: summed.flatMap((each) => ('problem' in each ? [each.problem] : []))[0] ?? '',
  }
}

/** Whether it reads into columns of the dataset, as into structs: their kinds are too many to be tried. */
async function readsFields({ terms, reads }: OwnSql, connection: Connection): Promise<boolean> {
  const parsed = await parseScalars(Object.values(terms), connection)
  return reads.some((name) => parsed.some(({ tree }) => readsField(tree, name)))
}

function readsField(tree: unknown, name: string): boolean {
  if (typeof tree !== 'object' || tree === null) return false
  if ('column_names' in tree && Array.isArray(tree.column_names))
    return tree.column_names.length > 1 && tree.column_names[0] === name
  if ('type' in tree && (tree.type === 'STRUCT_EXTRACT' || tree.type === 'ARRAY_EXTRACT')) return true
  return Object.values(tree).some((child) => readsField(child, name))
}
