import { z } from 'zod'
import type { RecordedRun } from '../core/records.js'

/** A record out of its document, or why it is none that can be read. What came with later versions of the schema is kept. */
export function storedRun(text: string): { readonly run: RecordedRun } | { readonly problem: string } {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: `it is not valid JSON: ${error instanceof Error ? error.message : error}` }
  }
  const version = Versioned.safeParse(json).data?.schemaVersion
  if (version !== undefined && version > 1) {
    return { problem: `it is of schemaVersion ${version}, which this version of ctrain does not know (update ctrain)` }
  }
  const parsed = Run.safeParse(json)
  if (parsed.success) return { run: parsed.data }
  const [issue] = parsed.error.issues
  return { problem: `it is no record of a run: ${issue?.path.join('.') || 'the whole'}: ${issue?.message}` }
}

const Versioned = z.looseObject({ schemaVersion: z.number() })

const text = z.string()
const number = z.number().nullable().default(null)
const words = text.nullable().default(null)

const Run = z.looseObject({
  schemaVersion: z.literal(1),
  id: text,
  recordedAt: z.iso.datetime(),
  evaluatedAt: z.iso.datetime(),
  command: text,
  who: text,
  where: text,
  version: text,
  configHash: text,
  model: words,
  metric: z
    .looseObject({
      name: text,
      direction: z.enum(['higher', 'lower']).nullable(),
      params: z.record(text, z.unknown()),
    })
    .nullable(),
  dataset: z.looseObject({ from: words, to: words, rowsScored: z.number() }).nullable(),
  score: number,
  standardError: number,
  interval: z.tuple([z.number(), z.number()]).nullable().default(null),
  confidence: number,
  production: z.looseObject({ score: z.number(), source: text, revision: text }).nullable(),
  drop: z.looseObject({ relative: number, absolute: number }).nullable(),
  threshold: z.looseObject({ maxDrop: z.number(), kind: z.enum(['relative', 'absolute']) }).nullable(),
  verdict: words,
  retrain: z
    .looseObject({
      status: text,
      executionArn: words,
      executionName: words,
      reason: text,
      execution: z.looseObject({ status: text, startDate: z.iso.datetime() }).nullable().default(null),
    })
    .nullable(),
  error: z.looseObject({ kind: text, message: text }).nullable(),
})
