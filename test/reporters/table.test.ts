import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { PLAIN, type ReportStyle } from '../../src/reporters/index.js'
import { table } from '../../src/reporters/table.js'
import { SCENARIOS } from './scenarios.js'
import { HOSTILE_NAMES, TABLE_SCENARIOS, withSlices } from './table-scenarios.js'

const ALL = { ...SCENARIOS, ...TABLE_SCENARIOS }
const SUSPECTED = 'suspected-with-intervals-guards-and-secondary-metrics'

/** By the name of the golden file: which scenario, and how it is shown. */
const SHOWN: readonly (readonly [scenario: string, suffix: string, style: Partial<ReportStyle>])[] = [
  ...Object.keys(TABLE_SCENARIOS).map((name) => [name, '80', {}] as const),
  ...['drifted', 'explained', SUSPECTED, 'retrain-started', 'hostile-slices', 'thousand-slices'].flatMap((name) => [
    [name, '60', { width: 60 }] as const,
    [name, '160', { width: 160 }] as const,
  ]),
  ...['drifted', 'explained', SUSPECTED, 'hostile-slices', 'several-models-one-failed'].map(
    (name) => [name, 'ascii', { isAscii: true }] as const,
  ),
  [SUSPECTED, 'verbose', { isVerbose: true }],
  ['retrain-started', 'quiet', { isQuiet: true }],
  ['several-models-one-failed', 'quiet', { isQuiet: true }],
  ['thousand-slices', 'top-3', { top: 3 }],
]

describe('the table', () => {
  it.each(SHOWN)('shows %s as in its golden file, %s', async (name, suffix, style) => {
    await expect(print(name, style)).toMatchFileSnapshot(`../golden/table/${name}.${suffix}.txt`)
  })

  it('begins with the verdict, in a line that says all that matters', () => {
    expect(headline('drifted')).toBe(
      '✗ churn DRIFTED: weighted roc_auc 0.8120, 5.58 % below production 0.8600 (limit 5 %); worst slice new-customers, 100 % of the drop',
    )
    expect(headline('healthy-lower-is-better-absolute')).toBe(
      '✓ demand healthy: weighted rmse 24.4000, 1.4000 above production 23.0000 (limit 1.5)',
    )
    expect(headline('improved-negative-score')).toContain('healthy: weighted mcc -0.1000, 50.00 % better than production -0.2000')
    expect(headline('inconclusive')).toBe('? churn INCONCLUSIVE: slice new-customers has 3 scored rows, min_rows is 200')
    expect(headline(SUSPECTED)).toContain('not sure, the 95 % interval is 2.80 % to 8.36 %; worst slice new-customers')
    expect(headline('drifted-by-a-guard')).toContain(
      'DRIFTED: slice new-customers 13.33 % worse than its production 0.9000 (guard 10 %); weighted roc_auc 0.8580, 0.23 % below',
    )
    expect(headline('training-failed')).toMatch(/; training FAILED$/)
    expect(headline('score-only')).toBe('• churn: weighted roc_auc 0.8120, 2 slices, 3,085 rows')
  })

  it('names the config in the command to copy, where the run was given one', () => {
    expect(print('drifted', { config: 'my models/ctrain.yaml' })).toContain(
      "ctrain retrain-if-drifted --model churn --config 'my models/ctrain.yaml'",
    )
  })

  it('tells the verdicts of all models before any details, the gravest first', () => {
    const [healthy, drifted] = [SCENARIOS['improved-negative-score'], SCENARIOS['drifted']].map(
      (report) => report?.evaluations ?? [],
    )
    const evaluations = [...(healthy ?? []), ...(drifted ?? [])]
    const [counts, first, second, empty, section] = table({ schemaVersion: 1, evaluations }, PLAIN).split('\n')
    expect(counts).toBe('2 models: 1 drifted, 1 healthy')
    expect([first?.slice(0, 16), second?.slice(0, 16)]).toEqual(['✗ churn DRIFTED:', '✓ churn healthy:'])
    expect([empty, section?.slice(0, 18)]).toEqual(['', '── churn · drifted'])
  })

  it('is never wider than the terminal, whatever slices are called, but for the verdict and what one copies', () => {
    fc.assert(
      fc.property(
        fc.array(name(), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 40, max: 200 }),
        fc.boolean(),
        (names, width, isAscii) => {
          const printed = table({ schemaVersion: 1, evaluations: [withSlices(names)] }, { ...PLAIN, width, isAscii })
          const [, ...lines] = printed.split('\n')
          const wide = lines.filter((line) => stringWidth(line) > width && !/arn:|:\/\/|^ +ctrain /.test(line))
          expect(wide).toEqual([])
        },
      ),
      { numRuns: 40 },
    )
    for (const scenario of Object.keys(ALL).filter((each) => each !== 'retrain-dry-run')) {
      for (const width of [60, 160]) {
        const [, ...lines] = print(scenario, { width })
          .split('\n')
          .filter((line) => !/^[✗✓?!•] /.test(line))
        const wide = lines.filter((line) => stringWidth(line) > width && !/arn:|:\/\/|^ +ctrain /.test(line))
        expect(wide, `${scenario} at ${width}`).toEqual([])
      }
    }
  })

  it('has no characters but ASCII where that is asked for, except those of the data', () => {
    for (const [scenario, report] of Object.entries(ALL)) {
      const foreign = new Set(print(scenario, { isAscii: true }).replaceAll(/[\n -~]/g, ''))
      const data = JSON.stringify(report)
      expect(
        [...foreign].filter((sign) => !data.includes(sign)),
        scenario,
      ).toEqual([])
    }
  })

  it('says the same with colours as without, and lets nothing of the data steer the terminal', () => {
    for (const scenario of Object.keys(ALL)) {
      const plain = print(scenario, {})
      expect(print(scenario, { color: true }).replaceAll(/\u001b\[\d+m/g, '')).toBe(plain)
      expect(plain).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e]/)
    }
  })

  it('keeps names that are written from right to left from turning round the cells beside them', () => {
    const lines = print('hostile-slices', {})
      .split('\n')
      .filter((line) => line.includes('שלום'))
    expect(lines.length).toBeGreaterThan(1)
    // A command is copied, so that it holds the name and nothing else.
    for (const line of lines.filter((each) => !each.includes('--model'))) expect(line).toContain('\u2068שלום עולם\u2069')
  })

  it('shows the slices that matter most, and says how much the others do', () => {
    const printed = print('thousand-slices', {})
    expect(printed.match(/^region=/gm)).toHaveLength(20)
    expect(printed).toMatch(/^… and 980 more slices, together \d+ % of the drop \(--top 1000 shows all\)$/m)
    expect(print('thousand-slices', { top: 1000, width: 100 }).match(/^region=/gm)).toHaveLength(1000)
  })
})

function print(name: string, style: Partial<ReportStyle>): string {
  const report = ALL[name]
  if (report === undefined) throw new Error(`there is no scenario ${name}`)
  return table(report, { ...PLAIN, ...style })
}

function headline(name: string): string {
  return print(name, {}).split('\n')[0] ?? ''
}

function name(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(...HOSTILE_NAMES),
  )
}
