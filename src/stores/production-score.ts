import { knownError } from '../core/errors.js'
import type { ProductionScore } from '../core/evaluation.js'
import type { StoredDocument } from '../core/ports.js'
import { resolvePointer } from './pointer.js'

/**
 * Reads a production score out of a JSON document: the number at the pointer, or without a pointer a
 * bare number or the `score` of an object.
 */
export function productionScore(document: StoredDocument, uri: string, pointer: string | null): ProductionScore {
  const json = parse(document.text, uri)
  const found = pointer === null ? bareScore(json) : resolvePointer(json, pointer)
  const source = pointer === null ? uri : `${uri}#${pointer}`
  if (found === undefined) throw notFound(json, uri, pointer)
  if (typeof found !== 'number' || !Number.isFinite(found)) {
    throw knownError('data', `the production score at ${source} is ${kindOf(found)}, not a number`, { hint: POINTER_HINT })
  }
  return { score: found, source, revision: document.revision }
}

const POINTER_HINT = 'production.score takes a JSON pointer to a number, e.g. production.json#/metrics/weighted_auc'

function parse(text: string, uri: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw knownError('data', `${uri} is not valid JSON: ${error instanceof Error ? error.message : error}`, {
      hint: 'the production score must be a JSON document',
      cause: error,
    })
  }
}

function bareScore(json: unknown): unknown {
  return typeof json === 'object' && json !== null && 'score' in json ? json.score : typeof json === 'number' ? json : undefined
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
