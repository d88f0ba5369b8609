import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillDate, parseSource, templateProblem } from '../../src/datasets/template.js'

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

  it('filling in a day and reading it back is the identity', () => {
    const day = fc
      .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    fc.assert(
      fc.property(
        day,
        fc.constantFrom('s3://b/dt={date}/x', 's3://b/{yyyy}/{MM}/{dd}/x', 's3://b/{dd}.{MM}.{yyyy}/*'),
        (date, source) => {
          const uri = fillDate(source, date).replace('*', 'part-0')
          expect(parseSource(source, '/').dateOf(uri)).toBe(date)
        },
      ),
    )
  })
})

describe('placeholders', () => {
  it.each([
    ['s3://b/dt={day}/', 'has the unknown placeholder {day}'],
    ['s3://b/{yyyy}/{MM}/', 'names a day by parts but lacks {dd}'],
    ['s3://b/dt={date}/{a,b}/', null],
    ['s3://b/plain', null],
  ])('%s: %s', (source, problem) => {
    expect(templateProblem(source)).toBe(problem)
  })
})
