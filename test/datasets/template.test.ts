import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSource } from '../../src/datasets/pattern.js'
import { fillDate, hasDate, templateProblem } from '../../src/datasets/template.js'

describe('a source on a day', () => {
  it.each([
    ['s3://b/dt={date}/', 's3://b/dt=2026-03-07/'],
    ['s3://b/{yyyy}/{MM}/{dd}/', 's3://b/2026/03/07/'],
    ['s3://b/year={yyyy}/month={M}/day={d}/', 's3://b/year=2026/month=3/day=7/'],
    ['s3://b/{date:yyyyMMdd}.parquet', 's3://b/20260307.parquet'],
    ['s3://b/{date:yyyy/MM/dd}/{HH}/*', 's3://b/2026/03/07/{HH}/*'],
    ['s3://b/dt={date:yyyyMMddHH}/', 's3://b/dt=20260307{HH}/'],
    ["s3://b/{date:yyyy-MM-ddT'h'HH}/", 's3://b/2026-03-07Th{HH}/'],
    ['s3://b/{yy}{DDD}/', 's3://b/26066/'],
    ['s3://b/{date:d.M.yy}/', 's3://b/7.3.26/'],
    ['s3://b/{a,b}/{1..3}/{date}', 's3://b/{a,b}/{1..3}/2026-03-07'],
  ])('%s is %s', (source, filled) => {
    expect(hasDate(source)).toBe(true)
    expect(templateProblem(source)).toBeNull()
    expect(fillDate(source, '2026-03-07')).toBe(filled)
  })

  it.each(['s3://b/plain/', 's3://b/{a,b}/*', 's3://b/{1..3}.parquet', 'data/[0-9]/?.parquet'])('%s names no day', (source) => {
    expect(hasDate(source)).toBe(false)
    expect(templateProblem(source)).toBeNull()
  })

  it('is read back from any layout of tokens', () => {
    fc.assert(
      fc.property(layout, day, (source, date) => {
        fc.pre(templateProblem(source) === null)
        const uri = fillDate(source, date).replaceAll('{HH}', '23').replaceAll('*', 'part-0').replace(/\/$/, '/x')
        expect(parseSource(source, '/').dateOf(uri)).toBe(date)
      }),
      { numRuns: 500 },
    )
  })
})

const TOKENS = ['yyyy', 'yy', 'MM', 'M', 'dd', 'd', 'DDD', 'HH'] as const
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const token = fc.constantFrom(...TOKENS)
const separator = fc.constantFrom('', '/', '-', '.', '_', 'T', '/dt=', ' (x) ', '/0', '*-')
const placeholder = fc.oneof(
  token.map((name) => `{${name}}`),
  fc.constant('{date}'),
  fc
    .array(fc.tuple(token, fc.constantFrom('', '-', '/', 'T', "'day'", '(')), { minLength: 1, maxLength: 4 })
    .map((pieces) => `{date:${pieces.flat().join('')}}`),
)
/** Any placeholders with anything between; many of them lack a part of the day or are ambiguous. */
const layout = fc
  .array(fc.tuple(placeholder, separator), { minLength: 1, maxLength: 5 })
  .chain((pieces) =>
    fc.constantFrom('', '/', '/*.parquet', '.parquet').map((end) => `s3://lake/a/${pieces.flat().join('')}${end}`),
  )

describe('placeholders', () => {
  it.each([
    ['s3://b/dt={day}/', 'has the unknown placeholder {day}'],
    ['s3://b/dt={YYYY}-{MM}-{DD}/', 'has the unknown placeholder {YYYY}'],
    ['s3://b/dt={}/', 'has the unknown placeholder {}'],
    ['s3://b/dt={yyyy-MM-dd}/', 'has the unknown placeholder {yyyy-MM-dd} (write {date:yyyy-MM-dd})'],
    ['s3://b/dt={yyyyMMdd}/', 'has the unknown placeholder {yyyyMMdd} (write {date:yyyyMMdd})'],
    [
      's3://b/dt={date:YYYYMMDD}/',
      "has the unknown token YYYY in {date:YYYYMMDD} (tokens are yyyy yy MM M dd d DDD HH; quote other letters: 'YYYY')",
    ],
    [
      's3://b/dt={date:yyyy-mm-dd}/',
      "has the unknown token mm in {date:yyyy-mm-dd} (tokens are yyyy yy MM M dd d DDD HH; quote other letters: 'mm')",
    ],
    ['s3://b/dt={date:}/', 'has no format in {date:}'],
    ["s3://b/dt={date:yyyy'T}/", "has a quote without end in {date:yyyy'T}"],
    ['s3://b/dt={date:yyyy*MM}/', 'has a glob within {date:yyyy*MM} (write it outside of the braces)'],
    ['s3://b/{yyyy}/{MM}/', 'names a day by parts but lacks {dd}'],
    ['s3://b/{dd}/', 'names a day by parts but lacks {yyyy} and {MM}'],
    ['s3://b/{date:yyyyMM}/', 'names a day by parts but lacks {dd}'],
    ['s3://b/{HH}/*', 'names hours by {HH}, but no day (write * for any hour, or name the day, too)'],
    ['s3://b/{date:yyyyMd}/', 'is ambiguous, as {M} has one or two digits and stands next to a digit or glob (write {MM})'],
    ['s3://b/{yyyy}/{M}/{d}*', 'is ambiguous, as {d} has one or two digits and stands next to a digit or glob (write {dd})'],
    ['s3://b/dt={date}/{a,b}/', null],
    ['s3://b/{yyyy}/{DDD}/', null],
  ])('%s: %s', (source, problem) => {
    expect(templateProblem(source)).toBe(problem)
  })
})
