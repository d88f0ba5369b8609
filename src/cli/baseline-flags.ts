import { z } from 'zod'
import { knownError } from '../core/errors.js'
import type { RevisionName } from '../pipeline/baseline/revisions.js'
import type { Given } from '../pipeline/baseline/set.js'
import { ConfigFlags, ModelFlags } from './flags.js'

export const BaselineFlags = ConfigFlags.extend({ model: z.string(), format: z.enum(['table', 'json']) })

export type BaselineFlags = z.output<typeof BaselineFlags>

const revision = z.string().transform(revisionName)

export const ShowFlags = BaselineFlags.extend({ revision: revision.default('current') })

export const HistoryFlags = BaselineFlags.extend({ last: z.number().default(30) })

export const DiffFlags = BaselineFlags.extend({ args: z.array(z.string()) })

const change = { note: z.string().nullable().default(null), dryRun: z.boolean().default(false) }

export const RecordFlags = ModelFlags.extend({ ...BaselineFlags.shape, ...change })

export const RollbackFlags = BaselineFlags.extend({ ...change, to: revision.nullable().default(null) })

export const SetFlags = BaselineFlags.extend({
  ...change,
  file: z.string().optional(),
  score: z.number().optional(),
  standardError: z.number().nullable().default(null),
  allowMismatch: z.boolean().default(false),
})

/** What a diff compares: by default the revision before the current one with it; one that is named alone with the current one. */
export function diffSides([one, other]: readonly string[]): readonly [RevisionName, RevisionName | 'config'] {
  if (one === undefined) return ['previous', 'current']
  if (one === 'config' && other === undefined) return ['current', 'config']
  if (one === 'config') throw knownError('usage', 'config can only be the second of two', { hint: 'write the revision first' })
  return [revisionName(one), other === undefined ? 'current' : other === 'config' ? other : revisionName(other)]
}

/** What `set` stores. */
export function givenScore({ file, score, standardError }: z.output<typeof SetFlags>): Given {
  if (file !== undefined) {
    if (standardError === null) return { file }
    throw knownError('usage', '--standard-error belongs to --score', { hint: 'a file has a standardError of its own' })
  }
  if (score === undefined) throw knownError('usage', 'nothing says what to store', { hint: 'give --score NUMBER or --file FILE' })
  if (standardError === null || standardError >= 0) return { score, standardError }
  throw knownError('usage', '--standard-error must not be negative')
}

function revisionName(text: string): RevisionName {
  if (text === 'current' || text === 'previous' || /^[0-9a-f]{4,12}$/.test(text)) return text
  throw knownError('usage', `"${text}" is no revision`, {
    hint: 'write current, previous, or at least 4 of its 12 hex digits: ctrain baseline history lists them',
  })
}
