import { z } from 'zod'
import type { ConfigPath, Issue } from './document.js'
import { hasOpenValue, parseKey, REST, restName, sliceName } from './slice-keys.js'

/** Rules between the keys of slices, each over a model as it is written, right or wrong. */
export const SLICE_RULES: readonly ((model: unknown) => Issue[])[] = [byIsWeightedOnce, sliceNamesDiffer]

function byIsWeightedOnce(model: unknown): Issue[] {
  return entriesOf(model).flatMap(({ path, slice }) => {
    const by = By.safeParse(slice).data
    if (by === undefined) return []
    const issues: Issue[] = []
    if (by.weights !== undefined && by.weight !== undefined) {
      issues.push({ path: [...path, 'weight'], message: 'weight and weights exclude each other (keep one)' })
    }
    const keys = Object.keys(by.weights ?? {}).filter((key) => key !== REST)
    return [...issues, ...keys.flatMap((key) => keyProblem(key, by.by.length, [...path, 'weights', key]))]
  })
}

function keyProblem(key: string, columns: number, path: ConfigPath): Issue[] {
  if (hasOpenValue(key, columns)) {
    const message = `names * for one of ${columns} values (write "*" alone for all other rows, \\* for the text)`
    return [{ path, message, isKey: true }]
  }
  if (parseKey(key, columns).length === columns) return []
  const message = `names no combination of ${columns} values (write them with commas, e.g. "EU, pro"; a comma within a value is \\,)`
  return [{ path, message, isKey: true }]
}

/** Names that the config alone shows; those that data adds are compared when they are known. */
function sliceNamesDiffer(model: unknown): Issue[] {
  const known = new Map<string, number>()
  const issues: Issue[] = []
  for (const [index, { path, slice }] of entriesOf(model).entries()) {
    for (const { what, path: own, isKey } of namesOf(slice)) {
      const first = known.get(what)
      if (first === undefined) known.set(what, index)
      else issues.push({ path: [...path, ...own], message: `${what} is taken by slice ${first + 1} (names must differ)`, isKey })
    }
  }
  return issues
}

interface Named {
  /** Subject of the sentence "… is taken by slice 1". */
  readonly what: string
  readonly path: ConfigPath
  readonly isKey: boolean
}

function namesOf(slice: unknown): Named[] {
  const named = Where.safeParse(slice).data
  if (named !== undefined) return [{ what: `the name ${named.name}`, path: ['name'], isKey: false }]
  const entry = By.safeParse(slice).data
  if (entry === undefined) return []
  const { by, weights } = entry
  // Without weights the values are not known, but twice the same columns have twice the same.
  if (weights === undefined) return [{ what: `every value of ${by.join(', ')}`, path: ['by'], isKey: false }]
  return Object.keys(weights).flatMap((key) => {
    const path = ['weights', key]
    if (key === REST) return [{ what: `the name ${restName(by)}`, path, isKey: true }]
    const values = parseKey(key, by.length)
    return values.length === by.length ? [{ what: `the name ${sliceName(by, values)}`, path, isKey: true }] : []
  })
}

/** The entries of slices with their places; one `by` may stand without a list. */
function entriesOf(model: unknown): { readonly path: ConfigPath; readonly slice: unknown }[] {
  const slices = Slices.safeParse(model).data?.slices
  if (slices === undefined) return []
  if (!Array.isArray(slices)) return [{ path: ['slices'], slice: slices }]
  return slices.map((slice, index) => ({ path: ['slices', index], slice }))
}

const Slices = z.object({ slices: z.union([z.array(z.unknown()), z.looseObject({})]) })
const Where = z.object({ name: z.string(), by: z.undefined().optional() })
const By = z.object({
  by: z.union([z.string().transform((column) => [column]), z.array(z.string())]),
  weights: z.record(z.string(), z.unknown()).optional(),
  weight: z.unknown().optional(),
})
