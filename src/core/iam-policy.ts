/** A policy of IAM, as JSON. */
export interface Policy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Statement[]
}

export interface Statement {
  readonly Sid: string
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: readonly string[]
  readonly Condition?: Condition
}

/** Values by operator and key. */
export type Condition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** A reason to allow something. Those of one id become one statement, as far as their conditions let them. */
export interface Grant {
  /** Letters and digits: why it is allowed. */
  readonly sid: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly only?: Only
}

/** The values that a key of the request may have. */
export interface Only {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

/** The smallest policy that allows what the grants do, and nothing that none of them allows. */
export function policyOf(grants: readonly Grant[]): Policy {
  const groups = new Map<string, Grant[]>()
  for (const grant of grants) {
    // A condition holds for all resources of its statement.
    const key = JSON.stringify([grant.sid, grant.actions, grant.only && [grant.only.operator, grant.only.key, grant.resources]])
    groups.set(key, [...(groups.get(key) ?? []), grant])
  }
  const used = new Map<string, number>()
  const statements = [...groups.values()].flatMap((group): Statement[] => {
    const [first] = group
    if (first === undefined) return []
    const count = (used.get(first.sid) ?? 0) + 1
    used.set(first.sid, count)
    const condition = first.only && {
      [first.only.operator]: { [first.only.key]: distinct(group.flatMap(({ only }) => only?.values ?? [])) },
    }
    return [
      {
        Sid: count === 1 ? first.sid : `${first.sid}${count}`,
        Effect: 'Allow',
        Action: first.actions,
        Resource: distinct(group.flatMap(({ resources }) => resources)),
        ...(condition && { Condition: condition }),
      },
    ]
  })
  return { Version: '2012-10-17', Statement: statements }
}

/** The partition of a region, by which its ARNs begin; that of most where no region is known. */
export function partitionOf(region: string | null): string {
  if (region?.startsWith('cn-')) return 'aws-cn'
  return region?.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}

/** A text that stands for itself where IAM knows wildcards and variables. */
export function literally(text: string): string {
  return text.replaceAll(/[*?$]/g, (character) => `\${${character}}`)
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort()
}
