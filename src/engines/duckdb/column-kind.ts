import { folded } from '../../core/sql.js'

/** What a column holds, as far as the values of several files can be meant as one column. */
export interface Kind {
  /** number, text, boolean, timestamp, date, struct, list, map … */
  readonly name: string
  /** What it is made of, by name: fields of a struct, `element` of a list, `key` and `value` of a map. */
  readonly parts: ReadonlyMap<string, Kind>
}

/** A node of a Parquet schema. */
export interface SchemaNode {
  readonly name: string
  readonly children: number
  /** The engine's type; null where there are children. */
  readonly type: string | null
  /** Such as LIST and MAP. */
  readonly annotation: string | null
  readonly isRepeated: boolean
}

export interface Contradiction {
  readonly path: string
  readonly kinds: readonly [string, string]
}

/** The columns of a schema by name in lower case. Its nodes come as the format has them: the root, and each before its children. */
export function kindsOf([root, ...nodes]: readonly SchemaNode[]): ReadonlyMap<string, Kind> {
  const left = [...nodes]
  return new Map(Array.from({ length: root?.children ?? 0 }, () => takeKind(left)))
}

/** Where two kinds contradict each other, or null. Parts that only one of them has are no contradiction. */
export function contradiction(path: string, a: Kind, b: Kind): Contradiction | null {
  if (a.name === NULLS || b.name === NULLS) return null
  if (a.name !== b.name) return { path, kinds: [a.name, b.name] }
  for (const [name, part] of a.parts) {
    const other = b.parts.get(name)
    const found = other === undefined ? null : contradiction(`${path}.${name}`, part, other)
    if (found !== null) return found
  }
  return null
}

/** A text that tells kinds apart. */
export function signatureOf({ name, parts }: Kind): string {
  return JSON.stringify([name, ...[...parts].map(([part, kind]) => [part, signatureOf(kind)])])
}

/** Of a column that has no value anywhere, as pyarrow writes one. */
const NULLS = 'null'

/** Takes a node with all below it from the list. */
function takeKind(left: SchemaNode[]): [name: string, kind: Kind] {
  const node = left.shift()
  if (node === undefined) throw new Error('a schema ends before its last column')
  const children = Array.from({ length: node.children }, () => takeKind(left))
  const kind = children.length === 0 ? leaf(node) : group(node, children)
  return [folded(node.name), node.isRepeated ? listOf(kind) : kind]
}

function leaf({ type }: SchemaNode): Kind {
  const [name] = KINDS.find(([, types]) => types.test(type ?? '')) ?? [(type ?? 'unknown').toLowerCase()]
  return { name, parts: new Map() }
}

/** Integers, floats and decimals mix; so do timestamps of all units, with a zone and without. */
const KINDS: readonly (readonly [name: string, types: RegExp])[] = [
  [NULLS, /^"NULL"$/],
  ['number', /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/],
  ['text', /^(VARCHAR|ENUM.*|JSON)$/],
  ['binary', /^BLOB$/],
  ['timestamp', /^TIMESTAMP/],
  ['time', /^TIME/],
]

function group({ annotation }: SchemaNode, children: readonly (readonly [string, Kind])[]): Kind {
  const [repeated] = children.map(([, kind]) => kind)
  if (repeated !== undefined && annotation === 'LIST') return listOf(elementOf(repeated))
  if (repeated !== undefined && /^MAP/.test(annotation ?? '')) return { name: 'map', parts: elementOf(repeated).parts }
  return { name: 'struct', parts: new Map(children) }
}

/** Of the repeated node in a list: the standard wraps each element, older writers do not. */
function elementOf(repeated: Kind): Kind {
  const element = repeated.parts.get(ELEMENT) ?? repeated
  const [first] = element.parts.values()
  return element.name === 'struct' && element.parts.size === 1 && first !== undefined ? first : element
}

const ELEMENT = 'element'

function listOf(element: Kind): Kind {
  return { name: 'list', parts: new Map([[ELEMENT, element]]) }
}
