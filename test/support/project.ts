import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import type { Io } from '../../src/cli/io.js'
import { type Run, runCli } from './test-io.js'

export interface Project {
  readonly folder: string
  /** Runs ctrain in the project's folder. */
  run(...argv: string[]): Promise<Run>
  runWith(overrides: Partial<Io>, ...argv: string[]): Promise<Run>
}

/** A folder with a config of the given models. */
export function createProject(
  models: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>> = {},
): Project {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-project-'))
  writeFileSync(
    path.join(folder, 'ctrain.yaml'),
    stringify({ version: 1, ...(Object.keys(defaults).length > 0 && { defaults }), models }),
  )
  return {
    folder,
    run: (...argv) => runCli(argv, { cwd: folder }),
    runWith: (overrides, ...argv) => runCli(argv, { cwd: folder, ...overrides }),
  }
}

/** A binary model on `data/*.parquet`, with the given keys replaced. */
export function binaryModel(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    dataset: { source: 'data/*.parquet', columns: { label: 'label', prediction: 'score' } },
    metric: 'accuracy',
    slices: [{ name: 'all', weight: 1 }],
    production: { score: 0.8 },
    drift: { max_drop: '5%' },
    ...overrides,
  }
}

/** The only evaluation of a JSON report. */
export function onlyEvaluation(run: Run) {
  const [evaluation] = Report.parse(JSON.parse(run.out)).evaluations
  if (evaluation === undefined) throw new Error('the report has no evaluation')
  return evaluation
}

const number = z.number().nullable()
const estimate = { value: number, standardError: number, interval: z.tuple([z.number(), z.number()]).nullable() }

const Drop = z.strictObject({ relative: number, absolute: number, standardError: number, interval: estimate.interval })

const Slice = z.looseObject({
  ...estimate,
  name: z.string(),
  weight: z.number(),
  rows: z.number(),
  coverage: number,
  isProduction: z.boolean(),
  also: z.array(z.strictObject({ name: z.string(), params: z.record(z.string(), z.unknown()), ...estimate })),
  guard: z
    .strictObject({
      production: z.number(),
      drop: Drop,
      threshold: z.strictObject({ maxDrop: z.number(), kind: z.string(), confidence: number }),
      verdict: z.string(),
    })
    .nullable(),
})

const Report = z.strictObject({
  schemaVersion: z.literal(1),
  evaluations: z.array(
    z.strictObject({
      model: z.string().nullable(),
      evaluatedAt: z.iso.datetime(),
      dataset: z
        .looseObject({ rows: z.number(), rowsScored: z.number(), files: z.number(), bytesFetched: z.number() })
        .nullable(),
      metric: z.looseObject({ name: z.string() }).nullable(),
      slices: z.array(Slice),
      score: z.number().nullable(),
      standardError: z.number().nullable(),
      interval: estimate.interval,
      confidence: number,
      pooled: z.strictObject(estimate).nullable(),
      also: z.array(z.looseObject({ name: z.string(), score: number, pooled: z.strictObject(estimate) })),
      production: z
        .strictObject({
          score: z.number(),
          source: z.string(),
          revision: z.string(),
          standardError: number,
          slices: z.array(
            z.strictObject({ name: z.string(), score: z.number(), standardError: number, weight: number, rows: number }),
          ),
        })
        .nullable(),
      drop: Drop.nullable(),
      threshold: z.strictObject({ maxDrop: z.number(), kind: z.enum(['relative', 'absolute']), confidence: number }).nullable(),
      explanation: z
        .strictObject({
          against: z.enum(['slices', 'score']),
          slices: z.array(
            z.strictObject({
              name: z.string(),
              drop: z.number(),
              share: number,
              performance: z.number(),
              mix: z.number(),
              value: number,
              productionValue: number,
              weight: number,
              productionWeight: number,
              rowShare: number,
              productionRowShare: number,
            }),
          ),
          performance: z.number(),
          mix: z.number(),
          unexplained: z.number(),
          rows: z.strictObject({ performance: z.number(), mix: z.number() }).nullable(),
          facts: z.array(z.string()),
        })
        .nullable(),
      verdict: z.enum(['healthy', 'suspected', 'drifted', 'inconclusive']).nullable(),
      reasons: z.array(z.string()),
      retrain: z
        .strictObject({
          status: z.string(),
          executionArn: z.string().nullable(),
          executionName: z.string().nullable(),
          reason: z.string(),
          request: z.strictObject({ stateMachineArn: z.string(), name: z.string(), input: z.string() }).nullable(),
          driftEvent: z.string().nullable(),
          attempt: z.number().nullable(),
          forcedBecause: z.string().nullable(),
          execution: z
            .strictObject({
              status: z.string(),
              startDate: z.iso.datetime(),
              stopDate: z.iso.datetime().nullable(),
              error: z.string().nullable(),
              cause: z.string().nullable(),
            })
            .nullable(),
        })
        .nullable(),
      error: z.strictObject({ kind: z.string(), message: z.string(), hint: z.string().nullable() }).nullable(),
    }),
  ),
})
