import { expect } from 'vitest'
import { EXPECTED, type ExpectedSlice, expectedSlices } from './lake.js'
import { createProject, onlyEvaluation } from './project.js'
import type { Run } from './test-io.js'

/** A model of all metrics over a source, with a slice for each one that is expected. */
export interface LakeModel {
  readonly source: string | readonly string[]
  readonly slices: readonly ExpectedSlice[]
  readonly columns: readonly string[]
  readonly dataset?: Readonly<Record<string, unknown>>
}

/** Scores a source and holds every slice and metric against scikit-learn, in all 12 digits that reports tell. */
export async function expectScores(model: LakeModel, options: { copies?: number; rows?: number; argv?: readonly string[] } = {}) {
  const run = await score(model, options.argv)
  expect(run.err).toBe('')
  expectExact(run, model, options)
}

/** All rows of the data set `all`, of which the source has these columns. */
export async function expectAllRows(source: string | readonly string[], columns: readonly string[], copies = 1): Promise<void> {
  await expectScores({ source, columns, slices: expectedSlices('all', columns) }, { copies })
}

export async function score(model: LakeModel, argv: readonly string[] = []): Promise<Run> {
  return await createProject({ lake: configOf(model) }).run('score', '-m', 'lake', '-f', 'json', ...argv)
}

export function configOf({ source, slices, columns, dataset }: LakeModel): Record<string, unknown> {
  return {
    dataset: { source, columns: { label: 'label', prediction: 'prediction', weight: 'weight' }, ...dataset },
    metric: 'brier_score',
    also: ['log_loss', 'roc_auc', 'f1', ...SUMS.filter(({ reads }) => columns.includes(reads)).map(({ metric }) => metric)],
    slices: slices.map(({ name, where }) => ({ name, ...(where === null ? {} : { where }), weight: 1 })),
    normalize_weights: true,
    production: { score: 0.2 },
    drift: { max_drop: '5%' },
  }
}

/** Sums over a slice's rows, without weights: each of the values counts. */
const SUMS = [
  { reads: 'amount', metric: { name: 'amounts', direction: 'higher', aggregates: { x: 'sum(amount)' }, value: 'x' } },
  {
    reads: 'happened_at',
    metric: {
      name: 'milliseconds',
      direction: 'higher',
      aggregates: { x: "sum(date_diff('millisecond', TIMESTAMP '2026-11-01', happened_at))" },
      value: 'x',
    },
  },
] as const

export function expectExact(
  run: Run,
  { slices, columns }: LakeModel,
  { copies = 1, rows }: { copies?: number; rows?: number } = {},
): void {
  const evaluation = onlyEvaluation(run)
  expect(evaluation.dataset?.rows).toBe((rows ?? EXPECTED.rows[slices[0]?.dataset ?? ''] ?? 0) * copies)
  const names = [
    'log_loss',
    'roc_auc',
    'f1',
    ...SUMS.filter(({ reads }) => columns.includes(reads)).map(({ metric }) => metric.name),
  ]
  const sums: readonly string[] = SUMS.map(({ metric }) => metric.name)
  for (const [index, expected] of slices.entries()) {
    const slice = evaluation.slices[index]
    const also = new Map(slice?.also.map(({ name, value }) => [name, value]))
    const values = [slice?.value ?? null, ...names.map((name) => also.get(name) ?? null)]
    const wanted = [
      expected.values.brier_score,
      ...names.map((name) => expectedOf(expected, name, sums.includes(name) ? copies : 1)),
    ]
    expect([slice?.name, slice?.rows]).toEqual([expected.name, expected.rows * copies])
    expect(values, expected.name).toEqual(wanted.map(told))
  }
  expect(evaluation.score).toBe(told(mean(slices.map(({ values }) => values.brier_score))))
}

function expectedOf({ values }: ExpectedSlice, name: string, factor: number): number | null {
  const value = Object.entries(values).find(([key]) => key === name)?.[1] ?? null
  return value === null ? null : value * factor
}

/** As reports tell it: 12 significant digits. */
function told(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(12))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
