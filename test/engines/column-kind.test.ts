import { describe, expect, it } from 'vitest'
import { contradiction, kindsOf, type SchemaNode } from '../../src/engines/duckdb/column-kind.js'

function node(name: string, more: Partial<SchemaNode> = {}): SchemaNode {
  return { name, children: 0, type: null, annotation: null, isRepeated: false, ...more }
}

function column(...nodes: readonly SchemaNode[]) {
  const kind = kindsOf([node('schema', { children: 1 }), ...nodes]).get('x')
  if (kind === undefined) throw new Error('there is no x')
  return kind
}

const NUMBERS = { type: 'INTEGER' }
const LIST = { children: 1, annotation: 'LIST' }
const standard = column(node('x', LIST), node('list', { children: 1, isRepeated: true }), node('element', NUMBERS))

describe('what a Parquet column holds', () => {
  it.each([
    ['a list by Hive', column(node('x', LIST), node('bag', { children: 1, isRepeated: true }), node('array_element', NUMBERS))],
    ['a list of two levels', column(node('x', LIST), node('array', { ...NUMBERS, isRepeated: true }))],
    ['a repeated column', column(node('x', { ...NUMBERS, isRepeated: true }))],
  ])('%s agrees with one as the standard has it', (_, other) => {
    expect(contradiction('x', standard, other)).toBeNull()
    expect(contradiction('x', other, standard)).toBeNull()
  })

  it('a list of texts does not', () => {
    const texts = column(node('x', LIST), node('array', { type: 'VARCHAR', isRepeated: true }))
    expect(contradiction('x', standard, texts)).toEqual({ path: 'x.element', kinds: ['number', 'text'] })
  })

  it('a column without any value agrees with all', () => {
    const nulls = column(node('x', { type: '"NULL"' }))
    expect([contradiction('x', nulls, standard), contradiction('x', standard, nulls)]).toEqual([null, null])
  })

  it('columns are those at the top, whatever stands below them', () => {
    const kinds = kindsOf([
      node('schema', { children: 2 }),
      node('y', { children: 1 }),
      node('x', { type: 'VARCHAR' }),
      node('X', NUMBERS),
    ])
    expect([...kinds.keys()]).toEqual(['y', 'x'])
    expect(kinds.get('x')?.name).toBe('number')
  })
})
