import { describe, expect, it } from 'vitest'
import { FORMATS, PLAIN, REPORTERS } from '../../src/reporters/index.js'
import { SCENARIOS } from './scenarios.js'

/** Pages are large, and have tests of their own. */
const EXTENSION = { table: 'txt', json: 'json' } as const

const TEXTS = FORMATS.filter((format): format is keyof typeof EXTENSION => format in EXTENSION)

describe.each(TEXTS)('the %s reporter', (format) => {
  it.each(Object.entries(SCENARIOS))('prints %s as in its golden file', async (name, report) => {
    const reporter = await REPORTERS[format]()
    await expect(await reporter(report, PLAIN, [])).toMatchFileSnapshot(`../golden/${name}.${EXTENSION[format]}`)
  })

  it('is a pure function: the same report gives the same text', async () => {
    const reporter = await REPORTERS[format]()
    for (const report of Object.values(SCENARIOS)) {
      expect(await reporter(report, PLAIN, [])).toBe(await reporter(report, PLAIN, []))
    }
  })
})

describe('the table reporter', () => {
  it('lets no control character of the data reach the terminal', async () => {
    const reporter = await REPORTERS.table()
    for (const report of Object.values(SCENARIOS)) {
      expect(await reporter(report, PLAIN, [])).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
    }
  })

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
