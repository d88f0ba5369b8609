import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { z } from 'zod'
import type { ReadBack } from '../../contracts/reporter.js'

const isEmf = new Ajv({ strict: true }).compile(
  z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(new URL('emf-schema.json', import.meta.url), 'utf8'))),
)

const Document = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({ Dimensions: z.array(z.array(z.string())), Metrics: z.array(z.object({ Name: z.string() })) }),
    ),
  }),
  ModelName: z.string(),
  SliceName: z.string().optional(),
  Score: z.number().optional(),
  ErrorMessage: z.string().nullish(),
})

export function readEmf(text: string): ReadBack {
  const documents = documentsOf(text)
  const models = documents.filter(({ SliceName }) => SliceName === undefined)
  return {
    models: models.map(({ ModelName }) => ModelName),
    slices: documents.flatMap(({ SliceName }) => SliceName ?? []),
    scores: documents.flatMap(({ Score }) => (Score === undefined ? [] : [String(Score)])),
    errors: models.flatMap(({ ErrorMessage }) => ErrorMessage ?? []),
  }
}

/** Valid for the schema, and for what CloudWatch asks of the members that a directive names. */
export function documentsOf(text: string): readonly z.output<typeof Document>[] {
  const seen = new Set<string>()
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      if (Buffer.byteLength(line) > 256_000) throw new Error('the line is too long for an event of a log')
      const value: unknown = JSON.parse(line)
      if (!isEmf(value)) throw new Error(JSON.stringify(isEmf.errors))
      const document = Document.parse(value)
      for (const { Dimensions, Metrics } of document._aws.CloudWatchMetrics) {
        for (const name of Dimensions.flat()) checkDimension(document[name])
        for (const { Name } of Metrics) checkValue(document[Name])
        const identity = JSON.stringify(Dimensions.map((names) => names.map((name) => document[name])))
        if (seen.has(identity)) throw new Error(`two documents of ${identity}`)
        seen.add(identity)
      }
      return document
    })
}

function checkDimension(value: unknown): void {
  const text = z.string().min(1).max(1024).parse(value)
  if (!/^(?!:)[ -~]*[!-~][ -~]*$/.test(text)) throw new Error(`no dimension: ${text}`)
}

function checkValue(value: unknown): void {
  const size = Math.abs(z.number().parse(value))
  if (size !== 0 && (size < 8.51592e-109 || size > 1.174271e108)) throw new Error(`no value of a metric: ${value}`)
}
