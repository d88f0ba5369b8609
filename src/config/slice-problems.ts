import { didYouMean } from './did-you-mean.js'
import type { ConfigPath, Issue } from './document.js'

/** What is meant by a value that is no valid slices or slice. */
export type SliceForm =
  | { readonly problem: Issue }
  /** The alternative of the schema's union that it comes nearest to. */
  | { readonly branch: number }

/** Null where the path leads to neither the slices of a model nor one of them. */
export function sliceForm(path: ConfigPath, value: unknown): SliceForm | null {
  const [models, , key, index, ...rest] = path
  if (models !== 'models' || key !== 'slices' || rest.length > 0) return null
  if (index === undefined) return formOfAll(path, value)
  return typeof index === 'number' ? formOfOne(path, value) : null
}

/** Keys that do not belong to a slice, each with what to do; null where the path leads elsewhere. */
export function alienSliceKeys(path: ConfigPath, keys: readonly string[], value: unknown): Issue[] | null {
  if (sliceForm(path, value) === null) return null
  const isBy = isMapping(value) && 'by' in value
  const known = isBy ? ['by', 'weights', 'weight'] : ['name', 'where', 'weight']
  return keys.map((key) => {
    const why = isBy ? BESIDE_BY[key] : undefined
    return { path: [...path, key], message: why ?? `unknown key (${didYouMean(key, known)})`, isKey: true }
  })
}

const BESIDE_BY: Readonly<Record<string, string>> = {
  name: 'does not go with by, whose slices are named after their values (remove it)',
  where: 'does not go with by (remove it, or write a slice of its own: { name: …, where: …, weight: … })',
}

function formOfAll(path: ConfigPath, value: unknown): SliceForm {
  if (Array.isArray(value)) return { branch: 2 }
  if (isMapping(value) && 'by' in value) return { branch: 1 }
  const what = isMapping(value) ? 'must be a list, even of one slice' : 'must be a list of slices, { by: COLUMN } or all'
  return { problem: { path, message: `${what} (write - ${EXAMPLE})` } }
}

function formOfOne(path: ConfigPath, value: unknown): SliceForm {
  if (value === 'all') {
    const message = `all stands alone, not in a list (write slices: all, or { name: all, weight: … } for a slice of all rows)`
    return { problem: { path, message } }
  }
  if (!isMapping(value)) return { problem: { path, message: `must be a slice (write ${EXAMPLE}, or by: COLUMN)` } }
  if ('by' in value) return { branch: 1 }
  if (!('weights' in value)) return { branch: 0 }
  const message = 'needs the column that it names values of (add by: COLUMN; a slice with a name has one weight)'
  return { problem: { path: [...path, 'weights'], message, isKey: true } }
}

const EXAMPLE = '{ name: …, where: …, weight: … }'

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
