import type { z } from 'zod'
import { didYouMean } from './did-you-mean.js'
import type { ConfigPath, Issue } from './document.js'
import { type JsonSchema, jsonSchema, schemaAt } from './json-schema.js'
import { metricProblems } from './metric-schema.js'

/** What the schema finds wrong, each as a sentence with what to do. */
export function explainIssues(error: z.ZodError, data: unknown): Issue[] {
  const schema = jsonSchema()
  return error.issues.flatMap((issue) => explain(issue, data, schema))
}

function explain(issue: z.core.$ZodIssue, data: unknown, root: JsonSchema): Issue[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const schema = schemaAt(root, path)
  const value = valueAt(data, path)
  if (value === undefined) return [{ path, message: `is missing${fix(schema?.description)}` }]
  if (path[2] === 'metric' && path[0] === 'models') {
    return metricProblems(value).map((problem) => ({ path: [...path, ...problem.path], message: problem.message }))
  }
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema?.properties ?? {})
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown key (${didYouMean(key, known)})` }))
  }
  if (issue.code === 'invalid_value')
    return [{ path, message: `${show(value)} is not allowed (${choices(issue.values, value)})` }]
  if (issue.code === 'invalid_type') {
    return [{ path, message: `must be ${article(issue.expected)}, not ${show(value)}${fix(schema?.description)}` }]
  }
  if (issue.code === 'too_small')
    return [
      {
        path,
        message:
          /\(/.test(issue.message) || issue.message.startsWith('must')
            ? issue.message
            : `${show(value)} is too small (the least is ${issue.inclusive === false ? 'above ' : ''}${issue.minimum})`,
      },
    ]
  if (issue.code === 'too_big')
    return [
      { path, message: `${show(value)} is too large (the most is ${issue.inclusive === false ? 'below ' : ''}${issue.maximum})` },
    ]
  return [{ path, message: issue.code === 'invalid_format' ? `${show(value)} ${issue.message}` : issue.message }]
}

export function valueAt(data: unknown, path: ConfigPath): unknown {
  let value = data
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Object.entries(value).find(([name]) => name === String(key))?.[1]
  }
  return value
}

function choices(values: readonly unknown[], value: unknown): string {
  return typeof value === 'string' ? didYouMean(value, values.map(String)) : `choose from ${values.map(String).join(', ')}`
}

function fix(description: string | undefined): string {
  return description === undefined ? '' : ` (${description})`
}

function article(expected: string): string {
  const names: Readonly<Record<string, string>> = {
    object: 'a mapping',
    record: 'a mapping',
    array: 'a list',
    string: 'text',
    int: 'a whole number',
    boolean: 'true or false',
  }
  return names[expected] ?? `a ${expected}`
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
