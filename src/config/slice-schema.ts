import { z } from 'zod'
import { maxDrop } from './quantities.js'

const name = z.string().min(1, 'must not be empty (name it)')
const share = z.number().min(0, 'must not be negative')

/** A limit for a slice's own drop below its own production score. */
export const guardSchema = z.strictObject({ max_drop: maxDrop.describe('The limit per slice, like drift.max_drop.') })

const ownGuard = guardSchema.optional().describe('Of these slices, instead of drift.guard.')

const whereSlice = z.strictObject({
  name,
  where: z
    .string()
    .min(1, 'must not be empty (leave it out for all rows)')
    .optional()
    .describe('One SQL condition over the row’s columns; without it, all rows.'),
  weight: share.describe('Share of the weighted sum.'),
  guard: ownGuard,
})

const listed = z
  .array(name)
  .min(1, 'must name at least one column')
  .refine((columns) => new Set(columns).size === columns.length, 'names a column twice (name it once)')

const bySlices = z.strictObject({
  by: z
    .union([name.transform((column) => [column]), listed], {
      error: 'must be a column, or a list of columns (write by: region)',
    })
    .describe('A column: one slice per value. A list of columns: one per combination of values.'),
  weights: z
    .record(z.string(), share)
    .refine((weights) => Object.keys(weights).length > 0, 'must name at least one value (write { EU: 0.5, "*": 0.5 })')
    .optional()
    .describe(
      'Shares by value; "*" = all other rows as one slice, null = rows without a value, "EU, pro" for two columns; \\ before a value takes it as text.',
    ),
  weight: z
    .enum(['rows', 'equal'])
    .optional()
    .describe('Instead of weights: how the share that other slices leave over is divided among the values. Default: rows.'),
  guard: ownGuard,
})

const entries = z.array(z.union([whereSlice, bySlices])).min(1, 'must have at least one slice')

/** Business cohorts: conditions, values of columns, or both; `all` and a single `by` need no list. */
export const slicesSchema = z
  .union([z.literal('all').transform((): WhereSlice[] => [ALL]), bySlices.transform((slice) => [slice]), entries])
  .default([{ name: 'all', weight: 1 }])
  .describe('Business cohorts; they may overlap and need not cover all rows. Default: all rows.')

const ALL = { name: 'all', weight: 1 } as const

export type WhereSlice = z.output<typeof whereSlice>
export type BySlices = z.output<typeof bySlices>
