import { describe, expect, it } from 'vitest'
import { otherRoles, rankPairs } from '../../src/core/find-roles.js'
import { type ColumnProfile, kindOfType } from '../../src/core/inspection.js'

function column(name: string, type: string, facts: Partial<ColumnProfile> = {}): ColumnProfile {
  return {
    name,
    type,
    kind: kindOfType(type),
    statistics: 'scan',
    rows: 1000,
    nulls: 0,
    notFinite: 0,
    distinct: 500,
    distinctIsExact: true,
    min: 0,
    max: 100,
    values: null,
    ...facts,
  }
}

const flag = (name: string, facts: Partial<ColumnProfile> = {}) =>
  column(name, 'INTEGER', { distinct: 2, min: 0, max: 1, ...facts })
const share = (name: string) => column(name, 'DOUBLE', { min: 0.01, max: 0.99 })

function likely(columns: readonly ColumnProfile[], correlations: Readonly<Record<string, number>> = {}) {
  const [best] = rankPairs(columns, (a, b) => correlations[`${a} ${b}`] ?? null, {})
  return best === undefined ? null : [best.label.name, best.prediction.name]
}

describe('likely label and prediction', () => {
  it('are told by their names, in any writing of words', () => {
    expect(likely([share('discount'), flag('weekend'), share('ChurnScore'), flag('is churned')])).toEqual([
      'is churned',
      'ChurnScore',
    ])
    expect(likely([column('y_true', 'VARCHAR', { distinct: 3 }), column('y_pred', 'VARCHAR', { distinct: 3 })])).toEqual([
      'y_true',
      'y_pred',
    ])
  })

  it('are told by their values where names say nothing', () => {
    const columns = [share('a'), share('b'), flag('c')]
    expect(likely(columns, { 'c a': 0.05, 'c b': 0.6 })).toEqual(['c', 'b'])
    expect(likely(columns, { 'c a': 0.05, 'c b': 0.1 })).toBeNull()
  })

  it('are a regression where the prediction goes with another column than the flag', () => {
    const columns = [flag('weekend'), column('units', 'INTEGER'), column('forecast', 'FLOAT')]
    expect(likely(columns, { 'weekend forecast': 0.1, 'units forecast': 0.9 })).toEqual(['units', 'forecast'])
  })

  it('are none in data that have neither', () => {
    expect(likely([column('region', 'VARCHAR', { distinct: 3 }), column('customer_id', 'BIGINT')])).toBeNull()
  })

  it('are those that were given, whatever they look like', () => {
    const [pair] = rankPairs([flag('label'), share('score'), column('odd', 'BIGINT')], () => null, { label: 'ODD' })
    expect([pair?.label.name, pair?.prediction.name]).toEqual(['odd', 'score'])
  })
})

describe('further roles', () => {
  it('are told by name and type', () => {
    const columns = [
      column('query_id', 'VARCHAR'),
      column('customer_id', 'BIGINT'),
      column('sample_weight', 'DOUBLE', { min: 1 }),
      column('weight', 'DOUBLE'),
      column('created_at', 'TIMESTAMP'),
      column('updated_at', 'VARCHAR'),
    ]
    expect(otherRoles(columns, [])).toEqual({
      weight: 'sample_weight',
      group: 'query_id',
      id: 'customer_id',
      timestamp: 'created_at',
    })
    expect(otherRoles(columns, ['customer_id', 'QUERY_ID', 'sample_weight', 'created_at'])).toEqual({
      weight: null,
      group: null,
      id: null,
      timestamp: null,
    })
  })
})
