import { describe, expect, it } from 'vitest'
import { dayTemplate } from '../../src/datasets/day-template.js'

function templateOf(...uris: string[]): string | null {
  return dayTemplate(uris.map((uri) => ({ uri, bytes: 1, version: '1' })))
}

describe('a source that names the days of paths', () => {
  it.each([
    ['/d/dt={date}/part-*.parquet', ['/d/dt=2026-11-01/part-0.parquet', '/d/dt=2026-11-02/part-1-abc.parquet']],
    ['s3://lake/c/dt={date}/*.parquet', ['s3://lake/c/dt=2026-11-01/a1.parquet', 's3://lake/c/dt=2026-11-02/b1.parquet']],
    ['/d/{yyyy}/{MM}/{dd}/rows.csv.gz', ['/d/2026/11/01/rows.csv.gz', '/d/2026/11/02/rows.csv.gz']],
    [
      '/d/year={yyyy}/month={M}/day={d}/x.parquet',
      ['/d/year=2026/month=9/day=1/x.parquet', '/d/year=2026/month=11/day=12/x.parquet'],
    ],
    ['/d/{date:yyyyMMdd}/x.parquet', ['/d/20261101/x.parquet', '/d/20261102/x.parquet']],
    ['/d/{date}.jsonl', ['/d/2026-11-01.jsonl', '/d/2026-11-02.jsonl']],
    ['/d/churn-v2_{date}.parquet', ['/d/churn-v2_2026-11-01.parquet', '/d/churn-v2_2026-11-02.parquet']],
    ['/d/scores.{date:yyyyMMdd}*.csv.gz', ['/d/scores.20261101T0600.csv.gz', '/d/scores.20261102T0601.csv.gz']],
    ['/d/region=*/dt={date}/x.parquet', ['/d/region=EU/dt=2026-11-01/x.parquet', '/d/region=US/dt=2026-11-02/x.parquet']],
    ['/d/dt={date}/x*.parquet', ['/d/dt=2026-11-01/x1.parquet']],
  ])('%s', (template, uris) => {
    expect(templateOf(...uris)).toBe(template)
  })

  it.each([
    [['/d/a.parquet']],
    [['/d/2026-11-01/a.parquet', '/d/2026-11-02/b/a.parquet']],
    [['/d/2026-11-01/a.parquet', '/d/other/a.parquet']],
    [['/d/2026-02-30/a.parquet']],
    [['/[d]/2026-11-01/a.parquet']],
    [['/d/{x}-2026-11-01.parquet']],
    [['/d/part-2026-11-01.parquet', '/d/rows-2026-11-02.parquet']],
    [['/d/part-20000001.parquet', '/d/part-20000002.parquet']],
  ])('is none for %j', (uris) => {
    expect(templateOf(...uris)).toBeNull()
  })
})
