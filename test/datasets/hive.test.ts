import { describe, expect, it } from 'vitest'
import { ownPath, partitionOf } from '../../src/datasets/hive.js'

describe('the partition of a path', () => {
  it.each([
    ['dt=2026-11-01/region=EU/part-0.parquet', { dt: '2026-11-01', region: 'EU' }],
    ['lake/Region=eu/x/dt=1/a', { Region: 'eu', dt: '1' }],
    ['region=__HIVE_DEFAULT_PARTITION__/a', { region: null }],
    ['city=S%C3%A3o%20Paulo/a', { city: 'São Paulo' }],
    ['at=2026-11-01 05%3A00%3A00/a', { at: '2026-11-01 05:00:00' }],
    ['share=100%/of=50%25_%ff/a', { share: '100%', of: '50%_%ff' }],
    ['a%3Db=c=d/a', { 'a=b': 'c=d' }],
    ['plus=a+b/empty=/a', { plus: 'a+b', empty: '' }],
    ['__proto__=x/a', Object.fromEntries([['__proto__', 'x']])],
    ['dt=1/dt=2/a', { dt: '2' }],
  ])('%s', (path, partition) => {
    expect(partitionOf(path)).toEqual(partition)
    expect(Object.entries(partitionOf(path) ?? {})).toEqual(Object.entries(partition))
  })

  it.each(['a.parquet', 'lake/a.parquet', 'lake/dt=1.parquet', '=x/a'])('%s has none', (path) => {
    expect(partitionOf(path)).toBeUndefined()
  })
})

describe('the folders of a dataset', () => {
  it.each([
    ['all of a key', 's3://lake=x/churn/region=eu/dt=1/a', 's3://lake=x/churn/region=eu/', 'churn/region=eu/dt=1/a'],
    ['of a local path those below the config', '/home/a=b/proj/data/dt=1/a', '/home/a=b/proj/data/', 'data/dt=1/a'],
    ['elsewhere those below the source', '/mnt/x=1/lake/dt=1/a', '/mnt/x=1/lake/', 'dt=1/a'],
    ['and the partitions that it names', '/mnt/x=1/lake/region=eu/dt=1/a', '/mnt/x=1/lake/region=eu/', 'region=eu/dt=1/a'],
    ['also of a folder', '/mnt/lake/dt=1/a', '/mnt/lake/dt=1', 'dt=1/a'],
    ['and of one file', '/mnt/lake/dt=1/a', '/mnt/lake/dt=1/a', 'dt=1/a'],
  ])('%s', (_, uri, root, own) => {
    expect(ownPath(uri, root, '/home/a=b/proj')).toBe(own)
  })
})
