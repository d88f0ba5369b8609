import type { StoredDocument } from '../core/documents.js'
import { isKnownError, knownError } from '../core/errors.js'
import type { ProductionScore } from '../core/evaluation.js'
import { resolvePointer } from './pointer.js'
import { Errors, errorOf, storedSlices } from './stored-slices.js'

/**
 * Reads a production score out of a JSON document: the number at the pointer, or the `score` of the object
 * there; without a pointer, of the whole document. The object that holds the score may hold its
 * `standard_error` and the scores of its `slices`, as ctrain's own reports do. Slices that can't be used
 * are an error where `needsSlices`; else a foreign key of that name is passed over.
 */
export function productionScore(
  document: Pick<StoredDocument, 'text' | 'revision'>,
  uri: string,
  pointer: string | null,
  needsSlices = false,
): ProductionScore {
  const json = parseJson(document.text, uri)
  const target = pointer === null ? json : resolvePointer(json, pointer)
  const found = scoreOf(target)
  const source = pointer === null ? uri : `${uri}#${pointer}`
  if (found === undefined || (pointer === null && found === json && isObject(json))) throw notFound(json, uri, pointer)
  if (typeof found !== 'number' || !Number.isFinite(found)) {
    throw knownError('data', `the production score at ${source} is ${kindOf(found)}, not a number`, { hint: POINTER_HINT })
  }
  const holder = isObject(target)
    ? target
    : pointer === null
      ? {}
      : resolvePointer(json, pointer.slice(0, pointer.lastIndexOf('/')))
  const slices = storedSlices(isObject(holder) ? holder['slices'] : undefined, source)
  if (needsSlices && isKnownError(slices)) throw slices
  return {
    score: found,
    source,
    revision: document.revision,
    standardError: ownError(holder, source),
    slices: isKnownError(slices) ? [] : slices,
  }
}

const POINTER_HINT = 'production.score takes a JSON pointer to a number, e.g. production.json#/metrics/weighted_auc'

/** The JSON of a production document. */
export function parseJson(text: string, uri: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw knownError('data', `${uri} is not valid JSON: ${error instanceof Error ? error.message : error}`, {
      hint: 'the production score must be a JSON document',
      cause: error,
    })
  }
}

function scoreOf(target: unknown): unknown {
  return isObject(target) && 'score' in target ? target['score'] : target
}

function ownError(holder: unknown, source: string): number | null {
  if (!isObject(holder)) return null
  const parsed = Errors.safeParse(holder)
  if (parsed.success) return errorOf(parsed.data)
  const [issue] = parsed.error.issues
  throw knownError(
    'data',
    `beside the production score at ${source}, ${issue?.path.join('.')} can't be used: ${issue?.message}`,
    {
      hint: 'standard_error is a number that is not negative',
    },
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notFound(json: unknown, uri: string, pointer: string | null): Error {
  const keys = typeof json === 'object' && json !== null ? `; its top level has ${Object.keys(json).join(', ') || 'nothing'}` : ''
  const what = pointer === null ? 'no "score" and no pointer says where the number is' : `nothing at ${pointer}`
  return knownError('data', `${uri} has ${what}${keys}`, { hint: POINTER_HINT })
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value)
    ? 'a list'
    : typeof value === 'object'
      ? 'an object'
      : `the ${typeof value} ${JSON.stringify(value)}`
}
