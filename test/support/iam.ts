import { z } from 'zod'

/** A call that IAM would decide about. */
export interface Call {
  readonly action: string
  /** ARN. */
  readonly resource: string
  /** Condition keys of the request; an absent one is not in it. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat())

export const Policy = z.strictObject({
  Version: z.literal('2012-10-17'),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().regex(/^[A-Za-z0-9]+$/),
      Effect: z.literal('Allow'),
      Action: texts,
      Resource: texts,
      Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
    }),
  ),
})

export type Policy = z.output<typeof Policy>

/** Ids of the statements that allow a call, by the rules of IAM; empty = it is denied. */
export function allowedBy(policy: Policy, { action, resource, context = {} }: Call): string[] {
  const fits = ({ Action, Resource, Condition = {} }: Policy['Statement'][number]) =>
    Action.some((each) => like(each.toLowerCase(), action.toLowerCase())) &&
    Resource.some((each) => like(each, resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, values, context[key])),
    )
  return policy.Statement.filter(fits).map(({ Sid }) => Sid)
}

function holds(operator: string, values: readonly string[], given: string | readonly string[] | undefined): boolean {
  const some = (text: string) => values.some((value) => like(value, text))
  switch (operator) {
    case 'StringLike':
      return typeof given === 'string' && some(given)
    case 'ForAllValues:StringLike':
      return given === undefined || [given].flat().every(some)
    default:
      throw new Error(`the evaluator does not know ${operator}`)
  }
}

/** IAM's wildcards: `*` = any characters, `?` = one, `${*}` and its like = the character itself. */
export function like(pattern: string, text: string): boolean {
  const regex = pattern.replaceAll(/\$\{([*?$])\}|\*|\?|[\\^$.|+()[\]{}/-]/g, (found, literal: string | undefined) => {
    if (literal !== undefined) return `\\${literal}`
    if (found === '*') return '.*'
    return found === '?' ? '.' : `\\${found}`
  })
  return new RegExp(`^${regex}$`, 's').test(text)
}
