import type { z } from 'zod'
import { CUSTOM_SCHEMAS } from './custom-schema.js'
import { didYouMean } from './did-you-mean.js'
import { type ConfigPath, type Issue, isAbsent } from './document.js'

/** Why a value is no metric of the user's own; `key` tells which kind it is meant to be. */
export function customProblems(value: unknown, key: keyof typeof CUSTOM_SCHEMAS): Issue[] {
  const schema = CUSTOM_SCHEMAS[key]
  const known = Object.keys(schema.shape)
  const issues: readonly z.core.$ZodIssue[] = schema.safeParse(value).error?.issues ?? []
  return issues.flatMap((issue): Issue[] => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
    if (issue.code !== 'unrecognized_keys') return [{ path, message: withFix(problem(issue, value, path)) }]
    return issue.keys.map((each) => ({
      path: [...path, each],
      message: `unknown key (${didYouMean(each, known)})`,
      isKey: true,
    }))
  })
}

function problem(issue: z.core.$ZodIssue, value: unknown, path: ConfigPath): string {
  if (path.length === 1 && isAbsent(value, path)) return 'is missing'
  switch (issue.code) {
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    default:
      return issue.message
  }
}

function withFix(message: string): string {
  return message.endsWith(')') ? message : `${message} (see docs/custom-metrics.md)`
}
