import { describe, expect, it } from 'vitest'
import { PLAIN, REPORTERS } from '../../src/reporters/index.js'
import { SCENARIOS } from './scenarios.js'

describe.each([
  ['table', 'txt'],
  ['json', 'json'],
] as const)('the %s reporter', (format, extension) => {
  it.each(Object.entries(SCENARIOS))('prints %s as in its golden file', async (name, report) => {
    const reporter = await REPORTERS[format]()
    await expect(await reporter(report, PLAIN, [])).toMatchFileSnapshot(`../golden/${name}.${extension}`)
  })
})

describe('the table reporter', () => {
  it('says the same with colours as without', async () => {
    const reporter = await REPORTERS.table()
    for (const report of Object.values(SCENARIOS)) {
      const colored = await reporter(report, { ...PLAIN, color: true }, [])
      expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(await reporter(report, PLAIN, []))
    }
  })
})

describe('the json reporter', () => {
  it('is read back by JSON.parse as the same report', async () => {
    const reporter = await REPORTERS.json()
    for (const report of Object.values(SCENARIOS)) expect(JSON.parse(await reporter(report, PLAIN, []))).toEqual(report)
  })

  it('refuses NaN and infinity instead of writing null for them', async () => {
    const reporter = await REPORTERS.json()
    const broken = {
      schemaVersion: 1,
      evaluations: SCENARIOS['drifted']?.evaluations.map((each) => ({ ...each, score: Number.NaN })) ?? [],
    } as const
    expect(() => reporter(broken, PLAIN, [])).toThrow('score is NaN in a report')
  })
})
