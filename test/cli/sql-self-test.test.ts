import { describe, expect, it } from 'vitest'
import { sqlMetric, sqlModuleProject, sqlProject } from '../support/sql-metrics.js'

describe('the self-test of validate', () => {
  it.each([
    'sum(ln(prediction - prediction))',
    'sum(sqrt(-1))',
    'sum(label.x)',
    "sum(label || 'x')",
    'sum(lower(amount) + region - 1)',
    'sum(upper(amount))',
  ])('refuses what no rows suit: %s', async (aggregate) => {
    const { code, err } = await (await sqlProject(sqlMetric({ x: aggregate }))).run('validate')
    expect(err).toMatch(/ctrain\.yaml:\d+:\d+ models\.m\.metric: own: aggregate x (fails|does not fit|must be)/)
    expect(code).toBe(2)
  })

  it.each([
    [{ x: 'sum(ln(label))' }],
    [{ x: 'sum(ln(prediction))' }],
    [{ x: 'sum(amount)' }],
    [{ x: "count_if(region = 'eu')" }],
    [{ x: "sum(case when region = 'eu' and amount > 5 then amount end)" }],
    [{ x: "sum(date_diff('day', ordered, paid))", n: 'count_if(flag)' }],
    [{ x: 'sum(amount)', y: "count_if(region like 'e%')", z: "sum(flag and paid > date '2026-01-01')" }],
    [{ x: "sum(case when a = 'x' and b > 1 and c and d > date '2026-01-01' then 1 end)" }],
    [{ x: 'sum(customer.age)' }],
    [{ x: "count_if(list_contains(tags, 'vip'))" }],
    [{ x: 'sum(cast(substr(code, 2) as integer))' }],
    [{ x: 'sum(make_date(y, 1, 1) - paid)' }],
  ])('takes what suits some rows: %j', async (aggregates) => {
    const { out, err } = await (await sqlProject(sqlMetric(aggregates))).run('validate')
    expect([out, err]).toEqual([expect.stringContaining('is valid'), ''])
  })

  it.each([
    ["export default { direction: 'higher', sums: {}, finish: () => 1 }", 'has {} as sums, which must be SQL by name'],
    ["export default { direction: 'higher', sums: { n: 'amount' }, finish: ({ n }) => n / 0 - n / 0 }", 'gave NaN, not a number'],
    ["export default { direction: 'higher', sums: { n: 'region' }, finish: ({ m }) => m.x }", 'failed in finish: TypeError'],
    [
      'export default { direction: "higher", sums: { n: "label = \'cat\'" }, finish: ({ n }) => n }',
      'aggregate n fails: Conversion Error',
    ],
  ])('tells what a module does wrong: %s', async (text, problem) => {
    const { code, err } = await (await sqlModuleProject(text)).run('validate')
    expect(err).toContain(problem)
    expect(err).toMatch(/ctrain\.yaml:\d+:\d+ models\.m\.metric: /)
    expect(code).toBe(2)
  })

  it('takes a module of several classes, whose labels are text', async () => {
    const text = `export default { direction: 'higher', task: 'multiclass', sums: { n: "label = 'cat'" }, finish: ({ n }) => n }`
    const { out, err } = await (await sqlModuleProject(text)).run('validate')
    expect([out, err]).toEqual([expect.stringContaining('is valid'), ''])
  })
})

describe('validate', () => {
  it('tells what is wrong with a metric beside all other problems of the config', async () => {
    const created = await sqlProject(sqlMetric({ x: 'avg(amount)' }), {
      model: { also: [sqlMetric({ y: 'sum(amount' }, 'y', { name: 'second' }), 'roc_acu'], drift: { max_drop: 'much' } },
    })
    const { code, err } = await created.run('validate')
    expect(code).toBe(2)
    expect(err).toContain('models.m.metric: own: aggregate x is not additive')
    expect(err).toContain('models.m.also[0]: second: aggregate y is not a valid SQL expression')
    expect(err).toContain('models.m.also[1]: unknown metric "roc_acu"')
    expect(err).toContain('models.m.drift.max_drop: must be a share')
  })
})
