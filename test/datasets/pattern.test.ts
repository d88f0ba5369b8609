import { describe, expect, it } from 'vitest'
import { parseSource } from '../../src/datasets/pattern.js'

describe('a source as a pattern', () => {
  it.each([
    ['s3://lake/churn/dt={date}/*.parquet', 's3://lake/churn/dt=', 's3://lake/churn/dt=2026-11-01/part-0.parquet'],
    ['s3://lake/churn/{yyyy}/{MM}/{dd}/', 's3://lake/churn/', 's3://lake/churn/2026/11/01/sub/x.snappy.parquet'],
    ['s3://lake/{a,b}/x-?.parquet', 's3://lake/', 's3://lake/b/x-1.parquet'],
    ['s3://lake/**/*.parquet', 's3://lake/', 's3://lake/a/b/c.parquet'],
    ['s3://lake/day=[0-3]*/f', 's3://lake/day=', 's3://lake/day=12/f'],
    ['data/x+y (1)/*.parquet', '/proj/data/x+y (1)/', '/proj/data/x+y (1)/a.parquet'],
    ['../up/*.parquet', '/up/', '/up/a.parquet'],
    ['/abs/*.parquet', '/abs/', '/abs/a.parquet'],
    ['./data/part.parquet', '/proj/data/part.parquet', '/proj/data/part.parquet'],
    ['data/folder', '/proj/data/folder', '/proj/data/folder/a.parquet'],
    ['data/folder/', '/proj/data/folder/', '/proj/data/folder/a/b.parquet'],
    ['s3://lake/dt={date}', 's3://lake/dt=', 's3://lake/dt=2026-11-01/part-0.parquet'],
  ])('%s lists %s and matches %s', (source, prefix, match) => {
    const pattern = parseSource(source, '/proj')
    expect(pattern.prefix).toBe(prefix)
    expect(pattern.matches(match)).toBe(true)
  })

  it.each([
    ['s3://lake/churn/dt={date}/*.parquet', 's3://lake/churn/dt=2026-11-01/sub/part.parquet'],
    ['s3://lake/churn/dt={date}/*.parquet', 's3://lake/churn/dt=2026-1-1/part.parquet'],
    ['s3://lake/churn/dt={date}/*.parquet', 's3://lake/churn/dt=2026-11-01/_temporary.parquet'],
    ['s3://lake/churn/dt={date}/*.parquet', 's3://lake/churn/dt=2026-11-01/.part.parquet.crc'],
    ['s3://lake/churn/', 's3://lake/churn/_SUCCESS'],
    ['s3://lake/churn/', 's3://lake/churn/_temporary/0/part.parquet'],
    ['s3://lake/churn', 's3://lake/churn-old/part.parquet'],
    ['s3://lake/*.parquet', 's3://lakes/x.parquet'],
  ])('%s does not match %s', (source, uri) => {
    expect(parseSource(source, '/proj').matches(uri)).toBe(false)
  })

  it.each([
    ['data/*.parquet', 1],
    ['data/dt={date}/*.parquet', 2],
    ['data/{yyyy}/{MM}/{dd}/*/x.parquet', 5],
    ['data/**/x.parquet', null],
    ['data/dt={date}/', null],
    ['data/dt={date}', null],
    ['data/folder', null],
  ])('%s needs %s levels of folders', (source, levels) => {
    expect(parseSource(source, '/proj').levels).toBe(levels)
  })

  it('a config folder whose name looks like a glob is taken as it is', () => {
    const pattern = parseSource('data/*.parquet', '/home/[me]/{x}')
    expect(pattern.matches('/home/[me]/{x}/data/a.parquet')).toBe(true)
    expect(pattern.matches('/home/m/x/data/a.parquet')).toBe(false)
  })

  it('reads the day from a match, and none from a day that no calendar has', () => {
    const pattern = parseSource('s3://lake/{yyyy}/{MM}/{dd}/*.parquet', '/')
    expect(pattern.dateOf('s3://lake/2026/11/01/a.parquet')).toBe('2026-11-01')
    expect(pattern.dateOf('s3://lake/2026/02/30/a.parquet')).toBeNull()
  })

  it('a day that is named twice must be the same day', () => {
    const pattern = parseSource('s3://lake/{yyyy}/dt={date}/{date}.parquet', '/')
    expect(pattern.matches('s3://lake/2026/dt=2026-11-01/2026-11-01.parquet')).toBe(true)
    expect(pattern.matches('s3://lake/2026/dt=2026-11-01/2026-11-02.parquet')).toBe(false)
  })

  it('a day that is named twice in different ways must be the same day', () => {
    const pattern = parseSource('s3://lake/{yyyy}/{DDD}/{date:yyyyMMdd}.parquet', '/')
    expect(pattern.dateOf('s3://lake/2024/061/20240301.parquet')).toBe('2024-03-01')
    expect(pattern.dateOf('s3://lake/2023/061/20230301.parquet')).toBeNull()
  })

  it.each([
    ['s3://l/{yyyy}/{MM}/{dd}/{HH}/', 's3://l/2026/11/01/05/stream-1-2026-11-01-05-59.parquet', '2026-11-01'],
    ['s3://l/{yyyy}/{MM}/{dd}/*/*', 's3://l/2026/11/01/05/x', '2026-11-01'],
    ['s3://l/dt={date}T{HH}:00Z/', 's3://l/dt=2026-11-01T23:00Z/x', '2026-11-01'],
    ['s3://l/dt={date}T{HH}/', 's3://l/dt=2026-11-01T5/x', null],
    ['s3://l/year={yyyy}/month={M}/day={d}/*', 's3://l/year=2026/month=1/day=11/x', '2026-01-11'],
    ['s3://l/year={yyyy}/month={M}/day={d}/*', 's3://l/year=2026/month=01/day=11/x', null],
    ['s3://l/{yy}{DDD}/*', 's3://l/24366/x', '2024-12-31'],
    ['s3://l/{yy}{DDD}/*', 's3://l/23366/x', null],
    ['s3://l/region=*/dt={date}/', 's3://l/region=eu/dt=2026-11-01/x', '2026-11-01'],
    ['s3://l/**/{date}.parquet', 's3://l/a/b/2026-11-01.parquet', '2026-11-01'],
    ['s3://l/{date} (copy)/x|y.parquet', 's3://l/2026-11-01 (copy)/x|y.parquet', '2026-11-01'],
    ['s3://l/{a,dt={date}}/x', 's3://l/dt=2026-11-01/x', '2026-11-01'],
    ['s3://l/{a,dt={date}}/x', 's3://l/a/x', null],
  ])('%s: the day of %s is %s', (source, uri, date) => {
    expect(parseSource(source, '/').dateOf(uri)).toBe(date)
  })

  it.each([
    's3://l/2026-11-01.parquet',
    's3://l/2026-11-01.parquet/part-0.parquet',
    's3://l/2026-11-01.parquet/sub/part-0.parquet',
  ])('a day whose name has no glob is a file or, as Spark writes it, a folder: %s', (uri) => {
    expect(parseSource('s3://l/{date}.parquet', '/').dateOf(uri)).toBe('2026-11-01')
  })
})

describe('what is no data', () => {
  const HIDDEN = [
    '_SUCCESS',
    '_metadata',
    '_common_metadata',
    '_committed_123',
    '_started_123',
    '.part-0.parquet.crc',
    'part-0.parquet.crc',
    'part-0.parquet._COPYING_',
    '_delta_log/00000000000000000000.json',
    '_delta_log/00000000000000000010.checkpoint.parquet',
    '_temporary/0/_temporary/attempt_1/part-0.parquet',
    '.hive-staging_hive_1/part-0.parquet',
    'part-0_$folder$',
  ]

  it.each(HIDDEN)('%s', (name) => {
    for (const source of ['s3://lake/dt={date}/', 's3://lake/dt={date}', 's3://lake/*/**', 's3://lake/']) {
      const pattern = parseSource(source, '/')
      expect(pattern.matches('s3://lake/dt=2026-11-01/part-0.parquet')).toBe(true)
      expect(pattern.matches(`s3://lake/dt=2026-11-01/${name}`)).toBe(false)
    }
  })

  it('the markers of folders', () => {
    for (const source of ['s3://lake/', 's3://lake/**', 's3://lake/dt={date}/']) {
      const pattern = parseSource(source, '/')
      const markers = ['', 'dt=2026-11-01/', 'dt=2026-11-01_$folder$'].map((key) => `s3://lake/${key}`)
      expect(markers.filter(pattern.matches)).toEqual([])
    }
  })

  it.each([
    ['data/_old.parquet', '/proj/data/_old.parquet'],
    ['data/x.crc', '/proj/data/x.crc'],
    ['_data/*.parquet', '/proj/_data/a.parquet'],
    ['data/_day={date}/*.parquet', '/proj/data/_day=2026-11-01/a.parquet'],
    ['data/{date}/_part-*.parquet', '/proj/data/2026-11-01/_part-0.parquet'],
    ['data/**/.x/*.parquet', '/proj/data/a/.x/b.parquet'],
    ['data/*/a.parquet', '/proj/data/_region=eu/a.parquet'],
  ])('%s names %s itself, or a partition', (source, uri) => {
    expect(parseSource(source, '/proj').matches(uri)).toBe(true)
  })
})
