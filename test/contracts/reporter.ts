import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Evaluation, emptyEvaluation, type Report, type SliceResult } from '../../src/core/evaluation.js'
import { type Format, PLAIN, REPORTERS, type ReportStyle } from '../../src/reporters/index.js'
import { printable } from '../../src/reporters/numbers.js'
import { SCENARIOS, scenario } from '../reporters/scenarios.js'

/** What a parser of the format finds in a report, in any order. Null = the format does not tell, or not so that it could be parsed. */
export interface ReadBack {
  readonly models: readonly string[] | null
  readonly slices: readonly string[] | null
  /** Scores of the gating metric, as the format shows them. */
  readonly scores: readonly string[] | null
  /** Messages of the models that failed. */
  readonly errors: readonly string[] | null
}

export interface ReporterSetup {
  /** File of all scenarios; null = there is one for each elsewhere. */
  readonly golden: string | null
  /** Parses strictly and throws at what is not valid. */
  readonly read: (text: string) => Promise<ReadBack> | ReadBack
  /** How a score is written; null = it is not. */
  readonly shown: (score: number) => string | null
  /** Whether the format tells of a slice. */
  readonly tellsSlice?: (slice: SliceResult) => boolean
  /** How a name or message of the data is written. */
  readonly text?: (text: string) => string
  /** Whether colours, width and ASCII are for this format. */
  readonly isForTerminals: boolean
  /** What ends a line. */
  readonly lineEnd?: '\r\n'
  /** Whether the format escapes what is hostile, and gives back the very text. */
  readonly isVerbatim?: boolean
}

/** What every reporter promises; a new format's test is one entry. */
export function reporterContract(format: Format, setup: ReporterSetup): void {
  const {
    golden,
    read,
    shown,
    isForTerminals,
    text: textOf = printable,
    lineEnd = '\n',
    isVerbatim = false,
    tellsSlice = () => true,
  } = setup
  const write = async (report: Report, style: ReportStyle = PLAIN) => (await REPORTERS[format]())(report, style, [])

  describe(`the ${format} reporter`, () => {
    if (golden !== null) {
      it('writes all scenarios as in its golden file', async () => {
        await expect(await write(ALL)).toMatchFileSnapshot(`../golden/${golden}`)
      })
    }

    it('is a pure function: the same report gives the same text and stays as it was', async () => {
      const text = await write(ALL)
      expect(await write(frozen(structuredClone(ALL)))).toBe(text)
    })

    it('ends with one line end, and lets no control character of the data through', async () => {
      for (const report of Object.values(SCENARIOS)) {
        const text = await write(report)
        expect(text.endsWith(lineEnd) && !text.endsWith(lineEnd + lineEnd)).toBe(true)
        if (!isVerbatim)
          expect(text.replaceAll(lineEnd, '')).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      }
    })

    it('is valid and tells the models, slices, scores and errors of all scenarios', async () => {
      for (let from = 0; from < ALL.evaluations.length; from += 6) {
        const report = { ...ALL, evaluations: ALL.evaluations.slice(from, from + 6) }
        const found = inOrder(await read(await write(report)))
        expect(found).toEqual(told(report, found))
      }
    })

    it('is valid for a report of no models, and for a model of which nothing is known', async () => {
      const unknown = { schemaVersion: 1, evaluations: [emptyEvaluation('m', new Date(0))] } as const
      for (const report of [{ schemaVersion: 1, evaluations: [] } as const, unknown]) await read(await write(report))
    })

    it('gives back any names and messages, whatever they hold', async () => {
      await fc.assert(
        fc.asyncProperty(hostileReport, async (report) => {
          const found = inOrder(await read(await write(report)))
          expect(found).toEqual(told(report, found))
        }),
        { numRuns: 6 },
      )
    })

    if (!isForTerminals) {
      it('is the same in colour, in ASCII and at any width', async () => {
        const style = { ...PLAIN, color: true, isAscii: true, width: 20 }
        expect(await write(ALL, style)).toBe(await write(ALL))
      })
    }
  })

  /** What should be found, where the format tells it. */
  function told({ evaluations }: Report, found: ReadBack): ReadBack {
    const expected = inOrder({
      models: evaluations.map(({ model }) => textOf(model ?? 'ctrain')),
      slices: evaluations.flatMap(({ slices }) => slices.filter(tellsSlice).map(({ name }) => textOf(name))),
      scores: evaluations.flatMap(({ score }) => (score === null ? [] : (shown(score) ?? []))),
      errors: evaluations.flatMap(({ error }) => (error === null ? [] : [textOf(error.message)])),
    })
    return {
      models: found.models && expected.models,
      slices: found.slices && expected.slices,
      scores: found.scores && expected.scores,
      errors: found.errors && expected.errors,
    }
  }
}

function inOrder({ models, slices, scores, errors }: ReadBack): ReadBack {
  const sorted = (texts: readonly string[] | null) => (texts === null ? null : [...texts].sort())
  return { models: sorted(models), slices: sorted(slices), scores: sorted(scores), errors: sorted(errors) }
}

/** Every scenario as a model of one report. */
const ALL: Report = {
  schemaVersion: 1,
  evaluations: Object.entries(SCENARIOS).flatMap(([name, { evaluations }]) =>
    evaluations.map((evaluation) => ({
      ...evaluation,
      model: evaluations.length > 1 || name === 'hostile-names' ? evaluation.model : name,
    })),
  ),
}

/** Texts that mean something in one format or another. */
const NASTY = [
  '|',
  '\\|',
  '\\',
  '`',
  '``',
  '*a*',
  '_a_',
  '<script>alert(1)</script>',
  '&amp;',
  '@octocat',
  '#1',
  'www.a.example',
  'a\nb',
  '\r\n',
  '\t',
  ' a ',
  '  ',
  '"',
  "'",
  ']]>',
  '--',
  '-->',
  '%0A',
  '::error::',
  '=1+1',
  '+',
  '-',
  '@',
  '{}',
  'ü',
  '\u202eabc',
  'a,b',
  '$x$',
  ':smile:',
  '~~a~~',
  '![a](b)',
  'https://a.example/b?c',
  'a@b.example',
  '\ud800',
  '\ufffe',
  '🙂',
  '---',
  '# a',
  '1. a',
  '    a',
  '[^1]',
  '<!--',
  'שלום',
]

const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...NASTY), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
)

/** Models of different names, each of which has up to four slices, or has failed. */
const hostileReport: fc.Arbitrary<Report> = fc
  .uniqueArray(
    fc.record({
      model: hostile,
      slices: fc.uniqueArray(hostile, { minLength: 1, maxLength: 4, selector: printable }),
      where: hostile,
      reason: hostile,
      hasFailed: fc.boolean(),
      verdict: fc.constantFrom('healthy' as const, 'suspected' as const, 'drifted' as const, 'inconclusive' as const),
    }),
    { minLength: 1, maxLength: 8, selector: ({ model }) => printable(model) },
  )
  .map((models) => ({ schemaVersion: 1, evaluations: models.map(evaluationOf) }))

function evaluationOf({
  model,
  slices,
  where,
  reason,
  hasFailed,
  verdict,
}: {
  readonly model: string
  readonly slices: readonly string[]
  readonly where: string
  readonly reason: string
  readonly hasFailed: boolean
  readonly verdict: Evaluation['verdict']
}): Evaluation {
  if (hasFailed) {
    const error = { kind: 'data', message: reason, hint: where } as const
    return { ...emptyEvaluation(model, new Date(0)), error }
  }
  const drifted = scenario('drifted')
  const [slice] = drifted.slices
  if (slice === undefined) throw new Error('there is no slice')
  const drop = { relative: 0.2, absolute: 0.2, standardError: null, interval: null }
  const guard = {
    production: 1,
    drop,
    threshold: { maxDrop: 0.1, kind: 'relative', confidence: null },
    verdict: 'drifted',
  } as const
  const named = slices.map((name) => ({ ...slice, name, where, guard }))
  return { ...drifted, model, slices: named, reasons: [reason, where], verdict }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) frozen(each)
    Object.freeze(value)
  }
  return value
}
