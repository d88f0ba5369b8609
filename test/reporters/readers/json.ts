import { z } from 'zod'
import type { ReadBack } from '../../contracts/reporter.js'

const Document = z.strictObject({
  schemaVersion: z.literal(1),
  evaluations: z.array(
    z.looseObject({
      model: z.string(),
      slices: z.array(z.looseObject({ name: z.string() })),
      score: z.number().nullable(),
      error: z.strictObject({ kind: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
    }),
  ),
})

export function readJson(text: string): ReadBack {
  const { evaluations } = Document.parse(JSON.parse(text))
  return {
    models: evaluations.map(({ model }) => model),
    slices: evaluations.flatMap(({ slices }) => slices.map(({ name }) => name)),
    scores: evaluations.flatMap(({ score }) => (score === null ? [] : [String(score)])),
    errors: evaluations.flatMap(({ error }) => (error === null ? [] : [error.message])),
  }
}
