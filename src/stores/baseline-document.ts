import { z } from 'zod'
import type { BaselineDocument } from '../core/baseline.js'
import { knownError } from '../core/errors.js'

/** What this ctrain writes. */
const VERSION = 1

/**
 * A production document as ctrain writes it; null = the JSON is something else. Rejects one that a newer ctrain
 * has written, and one that is broken. Keys that this version does not know are kept.
 */
export function parseBaseline(json: unknown, uri: string): BaselineDocument | null {
  if (!isBaseline(json)) return null
  refuseNewer(json, uri)
  const parsed = Document.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw knownError('data', `${uri} is no valid production document: ${issue?.path.join('.')}: ${issue?.message}`, {
    hint: 'record it anew (ctrain baseline record), or go back to a former one (ctrain baseline rollback)',
  })
}

/** Whether JSON is a document of ctrain's, of whatever version, broken or not. */
export function isBaseline(json: unknown): boolean {
  return Shape.safeParse(json).success
}

/** Rejects a document that a newer ctrain has written. */
export function refuseNewer(json: unknown, uri: string): void {
  const version = Shape.safeParse(json).data?.schemaVersion
  if (version === undefined || version <= VERSION) return
  throw knownError('data', `${uri} was written by a newer ctrain: its schemaVersion is ${version}, this one knows ${VERSION}`, {
    hint: 'update ctrain here',
  })
}

/** The text of a document, for people, too. */
export function printBaseline(document: BaselineDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}

/** What tells a document of ctrain's from any other JSON; later versions keep to it. */
const Shape = z.looseObject({
  schemaVersion: z.int().min(1),
  model: z.string(),
  metric: z.string(),
  params: z.unknown().refine((value) => value !== undefined),
  slices: z.array(z.unknown()),
  score: z.unknown().refine((value) => value !== undefined),
})

const count = z.int().min(0).nullable().default(null)
const text = z.string().nullable().default(null)
const error = z.number().min(0).nullable().default(null)

const Slice = z.looseObject({
  name: z.string().min(1),
  where: z.string().nullable(),
  weight: z.number().min(0),
  origin: z.enum(['where', 'value', 'found']).nullable().default(null),
  value: z.number().nullable(),
  standardError: error,
  rows: count,
})

const Dataset = z.looseObject({
  from: text,
  to: text,
  files: count,
  bytes: count,
  rows: count,
  rowsScored: count,
  rowsWithoutLabel: count,
  rowsDropped: count,
  fingerprint: text,
})

const Document = z.looseObject({
  schemaVersion: z.literal(VERSION),
  model: z.string(),
  metric: z.string(),
  params: z.record(z.string(), z.json()).nullable(),
  direction: z.enum(['higher', 'lower']).nullable().default(null),
  metricDigest: text,
  groups: z
    .array(z.looseObject({ by: z.array(z.string()), weight: z.enum(['rows', 'equal']) }))
    .nullable()
    .default(null),
  slices: z
    .array(Slice)
    .refine((slices) => new Set(slices.map(({ name }) => name)).size === slices.length, 'two slices have the same name'),
  score: z.number(),
  standardError: error,
  dataset: Dataset.nullable().default(null),
  createdAt: z.iso.datetime({ offset: true }),
  createdBy: z.string(),
  note: text,
})
