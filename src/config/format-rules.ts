import { z } from 'zod'
import { same } from '../core/sql.js'
import type { ConfigPath, Issue } from './document.js'

/** Names are those of columns of CSV, and differ. */
const namesFitFormat = (model: unknown): Issue[] =>
  namings(model).flatMap(({ path, names, format }) => {
    if (format === 'parquet') return [{ path, message: 'names columns of CSV, and format is parquet (keep one)' }]
    const twice = names.findIndex((name, index) => names.slice(0, index).some((other) => same(other, name)))
    if (twice === -1) return []
    return [{ path: [...path, twice], message: `names ${names[twice]} twice (names must differ, whatever their case)` }]
  })

const inputHasKeys = (model: unknown): Issue[] => {
  const predictions = Dataset.safeParse(model).data?.dataset.predictions
  if (predictions === undefined) return []
  const path = ['dataset', 'predictions']
  const issues: Issue[] = []
  if (predictions.input !== undefined && predictions.on === 'rows') {
    const message = 'is for predictions that are joined on keys (leave it out: on: rows belongs to the rows of the dataset)'
    issues.push({ path: [...path, 'input'], message })
  }
  if (predictions.input === undefined && predictions.input_column_names !== undefined) {
    issues.push({ path: [...path, 'input_column_names'], message: 'names columns of an input that is not there (add input)' })
  }
  return issues
}

export const FORMAT_RULES = [namesFitFormat, inputHasKeys]

interface Naming {
  readonly path: ConfigPath
  readonly names: readonly string[]
  readonly format: string | null
}

function namings(model: unknown): Naming[] {
  const dataset = Dataset.safeParse(model).data?.dataset
  const { predictions } = dataset ?? {}
  const named = [
    { path: ['dataset', 'column_names'], names: dataset?.column_names, format: dataset?.format },
    { path: ['dataset', 'predictions', 'column_names'], names: predictions?.column_names, format: predictions?.format },
    { path: ['dataset', 'predictions', 'input_column_names'], names: predictions?.input_column_names, format: undefined },
  ]
  return named.flatMap(({ path, names, format = null }) => (names === undefined ? [] : [{ path, names, format }]))
}

const names = z.array(z.string()).optional().catch(undefined)
const format = z.string().optional().catch(undefined)
const Dataset = z.object({
  dataset: z.object({
    format,
    column_names: names,
    predictions: z
      .object({
        on: z.unknown().optional(),
        input: z.unknown().optional(),
        format,
        column_names: names,
        input_column_names: names,
      })
      .optional()
      .catch(undefined),
  }),
})
