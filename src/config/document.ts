import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml'
import { interpolate, interpolateTemplate, type Masked, maskReferences } from './interpolate.js'

export type ConfigPath = readonly (string | number)[]

/** Something wrong with a config, where it stands in the data. */
export interface Issue {
  readonly path: ConfigPath
  readonly message: string
  /** True when the key itself is wrong, not its value. */
  readonly isKey?: boolean
  /** Place in the text where the path alone does not say it. */
  readonly offset?: number
}

/** A YAML (or JSON) text as data that remembers where each value stands. */
export interface ConfigDocument {
  readonly data: unknown
  readonly issues: readonly Issue[]
  /** `line:column` of a value, of a key for an unknown key, or of the nearest parent of what is missing. */
  locate(issue: Pick<Issue, 'path' | 'isKey' | 'offset'>): string
}

/** Parses a config and fills in environment variables. */
export function parseConfig(text: string, env: Readonly<Record<string, string | undefined>>): ConfigDocument {
  const lines = new LineCounter()
  const masked = maskReferences(text)
  const options = { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: isSameKey }
  const document = parseDocument(masked.text, options)
  const issues: Issue[] = [...document.errors, ...document.warnings].map((error) => ({
    path: [],
    message: `is not valid YAML: ${error.message}`,
    offset: error.pos[0],
  }))
  visit(document, {
    Scalar(role, node, parents) {
      if (role === 'key') node.value = writtenKey(node)
      const kind = role === 'key' ? 'key' : isInput(parents) ? 'template' : 'value'
      issues.push(...fillIn(node, masked, env, kind))
    },
  })
  const locate = ({ path, isKey, offset }: Pick<Issue, 'path' | 'isKey' | 'offset'>) => {
    const { line, col } = lines.linePos(offset ?? offsetOf(document.contents, path, isKey === true))
    return `${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
  return { data: document.errors.length === 0 ? toData(document, issues) : null, issues, locate }
}

/** A key as it stands in the file: 01 is a name like any other, not the number 1. An unquoted null is the text. */
function writtenKey({ value, type, source = '' }: Scalar): unknown {
  if (value === null) return 'null'
  return type === 'PLAIN' && (typeof value === 'number' || typeof value === 'boolean') ? source : value
}

function isSameKey(a: unknown, b: unknown): boolean {
  return a === b || (isScalar(a) && isScalar(b) && writtenKey(a) === writtenKey(b))
}

/** Aliases are resolved only here: an unknown one, or too many, is one more issue. */
function toData(document: Document, issues: Issue[]): unknown {
  try {
    return document.toJS()
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    issues.push({ path: [], message: `is not valid YAML: ${error.message} (quote a value that starts with *)` })
    return null
  }
}

/** Whether nodes lead into the input of a training, which is a template. */
function isInput(parents: readonly unknown[]): boolean {
  const keys = parents.filter((parent) => isPair(parent)).map((pair) => keyOf(pair))
  const [models, , retrain, input] = keys.filter((key) => key !== '<<')
  return models === 'models' && retrain === 'retrain' && input === 'input'
}

/** An unquoted value is typed anew after filling in, so that a variable can hold a number. */
function fillIn(
  node: Scalar,
  masked: Masked,
  env: Readonly<Record<string, string | undefined>>,
  kind: 'key' | 'value' | 'template',
): Issue[] {
  if (typeof node.value !== 'string') return []
  const original = masked.restore(node.value)
  if (original === node.value && kind !== 'template') return []
  const { text, problems } = kind === 'template' ? interpolateTemplate(original, env) : interpolate(original, env)
  if (text !== node.value) node.value = node.type === 'PLAIN' && kind !== 'key' ? retype(text) : text
  return problems.map((message) => ({ path: [], message, offset: node.range?.[0] ?? 0 }))
}

/** The number, boolean or null that an unquoted text means; anything else stays the text that it is. */
function retype(text: string): unknown {
  const parsed = parseDocument(text)
  if (parsed.errors.length > 0 || !isScalar(parsed.contents)) return text
  const { value } = parsed.contents
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : text
}

function offsetOf(root: Node | null, path: ConfigPath, isKey: boolean): number {
  let offset = root?.range?.[0] ?? 0
  let node: unknown = root
  for (const key of path) {
    // A list of one may be written without the list.
    if (typeof key === 'number' && isMap(node) && itemOf(node, key) === undefined) continue
    const item = itemOf(node, key)
    offset = rangeOf(isPair(item) ? item.key : item) ?? offset
    node = isPair(item) ? item.value : item
  }
  return isScalar(node) && !isKey ? (rangeOf(node) ?? offset) : offset
}

/** A pair of a mapping, or a node of a list. */
function itemOf(node: unknown, key: string | number): unknown {
  if (isAlias(node) || !isCollection(node)) return undefined
  return isMap(node) ? node.items.find((pair) => keyOf(pair) === String(key)) : node.items[Number(key)]
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key)
}

function rangeOf(node: unknown): number | undefined {
  return isScalar(node) || isCollection(node) ? node.range?.[0] : undefined
}

/** Whether there is nothing at a path, not even null. */
export function isAbsent(value: unknown, path: ConfigPath): boolean {
  const [key, ...rest] = path
  if (key === undefined) return value === undefined
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return true
  return isAbsent(Object.entries(value).find(([name]) => name === String(key))?.[1], rest)
}
