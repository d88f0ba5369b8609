import { verdictOf } from '../core/decide.js'
import type { Evaluation, Report, SliceGuard, SliceResult, Verdict } from '../core/evaluation.js'
import { hasFailed, type RetrainResult } from '../core/retraining.js'
import { readableCause } from './cause.js'
import { dropFormula, dropInterval, scoreFormula } from './formula.js'
import { guardTerms } from './guard-text.js'
import { formatMetric, formatValue, printable } from './numbers.js'

/**
 * JUnit's XML as Jenkins, GitLab and others read it: a suite for each model, in it a test of the score, one of each
 * guarded slice, and one of the training. Drifted = failure. What gave no verdict is an error, as its exit code is
 * one, and no skipped test: those look well. What is only suspected passes, and says so in its output.
 */
export function junit({ evaluations }: Report): string {
  const suites = evaluations.map((evaluation) => ({ evaluation, cases: casesOf(evaluation) }))
  const all = suites.flatMap(({ cases }) => cases)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites${attributes({ name: 'ctrain', ...counts(all) })}>\n`,
    ...suites.map(({ evaluation, cases }) => suite(evaluation, cases)),
    '</testsuites>\n',
  ].join('')
}

interface Case {
  readonly name: string
  /** Null = passed. */
  readonly problem: Problem | null
  readonly output: readonly string[]
}

interface Problem {
  readonly element: 'failure' | 'error' | 'skipped'
  readonly type: string
  readonly message: string
}

function casesOf(evaluation: Evaluation): readonly Case[] {
  const { metric, slices, retrain, error, verdict, score } = evaluation
  const guards = slices.flatMap((slice) => (slice.guard === null ? [] : [guardCase(slice, slice.guard)]))
  // A training that was asked for needs no score.
  const isScored = metric !== null || verdict !== null || score !== null || (error === null && retrain === null)
  return [
    ...(isScored || error !== null ? [scoreCase(evaluation)] : []),
    ...guards,
    ...(retrain === null ? [] : [trainingCase(retrain)]),
  ]
}

function scoreCase(evaluation: Evaluation): Case {
  const { metric, error, score, reasons } = evaluation
  const name = metric === null ? 'score' : `score: ${formatMetric(metric)}`
  const lines = [
    ...reasons,
    ...(metric === null ? [] : [`score = ${scoreFormula(evaluation)}`]),
    dropFormula(evaluation),
    dropInterval(evaluation),
  ]
  const output = lines.flatMap((line) => line ?? [])
  if (error !== null) {
    const hint = error.hint === null ? [] : [`hint: ${error.hint}`]
    return {
      name,
      problem: { element: 'error', type: error.kind, message: error.message },
      output: [error.message, ...hint, ...output],
    }
  }
  const own = ownVerdict(evaluation) ?? (score === null ? 'inconclusive' : 'healthy')
  const message = (own === 'drifted' ? dropFormula(evaluation) : null) ?? reasons[0] ?? 'no verdict could be given'
  return { name, problem: problemOf(own, message), output }
}

/** Of the score alone: where guards make it drift, their own tests fail. */
function ownVerdict({ verdict, drop, threshold }: Evaluation): Verdict | null {
  const measured = threshold === null ? null : (drop?.[threshold.kind] ?? null)
  if (threshold === null || drop === null || measured === null || verdict === 'inconclusive') return verdict
  return verdict === null ? null : verdictOf(measured, drop, threshold)
}

/** Of a slice without weight, a guard decides nothing. */
function guardCase({ name, value, weight }: SliceResult, guard: SliceGuard): Case {
  const { production, verdict } = guard
  const terms = guardTerms(guard) ?? 'the drop is not known'
  const problem = problemOf(verdict, `slice ${name}: ${terms}`)
  return {
    name: `slice: ${name}`,
    problem: problem !== null && weight === 0 ? { ...problem, element: 'skipped' } : problem,
    output: [`${verdict}: ${formatValue(value)}, in production ${formatValue(production)}: ${terms}`],
  }
}

function problemOf(verdict: Verdict, message: string): Problem | null {
  if (verdict === 'drifted') return { element: 'failure', type: verdict, message }
  return verdict === 'inconclusive' ? { element: 'error', type: verdict, message } : null
}

function trainingCase({ status, reason, executionArn, execution }: RetrainResult): Case {
  const facts = [`${status}: ${reason}`, ...(executionArn === null ? [] : [executionArn])]
  if (execution === null || !hasFailed(execution.status)) return { name: 'training', problem: null, output: facts }
  const cause = execution.cause === null ? [] : readableCause(execution.cause)
  const message = `the training ended as ${execution.status}`
  return {
    name: 'training',
    problem: { element: 'failure', type: execution.status, message },
    output: [...facts, ...(execution.error === null ? [] : [execution.error]), ...cause],
  }
}

function suite(evaluation: Evaluation, cases: readonly Case[]): string {
  const name = evaluation.model ?? 'ctrain'
  // Of a time, schemas know no parts of a second and no zone.
  const timestamp = evaluation.evaluatedAt.slice(0, 19)
  return [
    `  <testsuite${attributes({ name, ...counts(cases), timestamp })}>\n`,
    ...cases.map((each) => testCase(name, each)),
    '  </testsuite>\n',
  ].join('')
}

function testCase(suiteName: string, { name, problem, output }: Case): string {
  const text = escaped(output.map(printable).join('\n'))
  const start = `    <testcase${attributes({ classname: suiteName, name, time: '0' })}>\n`
  const end = '    </testcase>\n'
  if (problem === null || problem.element === 'skipped') {
    const skipped = problem === null ? '' : `      <skipped${attributes({ message: problem.message })}/>\n`
    return `${start}${skipped}      <system-out>${text}</system-out>\n${end}`
  }
  const { element, type, message } = problem
  return `${start}      <${element}${attributes({ message, type })}>${text}</${element}>\n${end}`
}

function counts(cases: readonly Case[]) {
  const count = (element: Problem['element']) => String(cases.filter(({ problem }) => problem?.element === element).length)
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: '0',
  }
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(printable(value))}"`)
    .join('')
}

/** What XML takes for markup. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
