import type { z } from 'zod'
import { didYouMean } from './did-you-mean.js'
import type { ConfigPath, Issue } from './document.js'
import { type JsonSchema, jsonSchema, schemaAt } from './json-schema.js'
import { metricProblems } from './metric-problems.js'
import { alienSliceKeys, sliceForm } from './slice-problems.js'

/** What the schema finds wrong, each as a sentence with what to do. */
export function explainIssues(error: z.ZodError, data: unknown): Issue[] {
  const schema = jsonSchema()
  return error.issues.flatMap((issue) => explain(issue, data, schema))
}

function explain(issue: z.core.$ZodIssue, data: unknown, root: JsonSchema): Issue[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const schema = schemaAt(root, path)
  const value = valueAt(data, path)
  if (value === undefined) return [{ path, message: `is missing${fix(schema)}` }]
  const metric = metricPlace(path)
  if (metric !== null) {
    return metricProblems(valueAt(data, metric)).map((problem) => ({ ...problem, path: [...metric, ...problem.path] }))
  }
  if (issue.code === 'invalid_union') {
    const form = sliceForm(path, value)
    if (form !== null && 'problem' in form) return [form.problem]
    const meant = form === null ? meantBranch(issue.errors).slice(0, 1) : (issue.errors[form.branch] ?? [])
    if (meant.length > 0) return meant.flatMap((each) => explain({ ...each, path: [...issue.path, ...each.path] }, data, root))
  }
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema?.properties ?? {})
    const unknown = (key: string) => ({ path: [...path, key], message: `unknown key (${didYouMean(key, known)})`, isKey: true })
    return alienSliceKeys(path, issue.keys, value) ?? issue.keys.map(unknown)
  }
  return [{ path, message: sentence(issue, value, schema) }]
}

/** Where the metric starts that a path leads to or into; null = it leads elsewhere. */
function metricPlace(path: ConfigPath): ConfigPath | null {
  const [models, , key, index] = path
  if (models !== 'models') return null
  if (key === 'metric') return path.slice(0, 3)
  return key === 'also' && index !== undefined ? path.slice(0, 4) : null
}

/** The alternative of a union that has the right type and fails further in. */
function meantBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] {
  return branches.find(([first]) => first !== undefined && (first.path.length > 0 || first.code === 'custom')) ?? []
}

function sentence(issue: z.core.$ZodIssue, value: unknown, schema: JsonSchema | undefined): string {
  // A message with its fix in parentheses was written for people, in the schema.
  if (issue.message.endsWith(')')) return issue.message
  switch (issue.code) {
    case 'invalid_value':
      return `${show(value)} is not allowed (${choices(issue.values, value)})`
    case 'invalid_type':
      return `must be ${article(issue.expected)}, not ${show(value)}${fix(schema)}`
    case 'too_small':
      return `${show(value)} is too small (it must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum})`
    case 'too_big':
      return `${show(value)} is too large (it must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum})`
    default:
      return `${issue.message}, not ${show(value)}${fix(schema)}`
  }
}

function valueAt(data: unknown, path: ConfigPath): unknown {
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

function fix(schema: JsonSchema | undefined): string {
  return schema?.description === undefined ? '' : ` (${schema.description})`
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
