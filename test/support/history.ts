import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { MACHINE } from './aws-env.js'
import { churnOf } from './churn.js'

/** A model on one day of the churn fixtures that may train: drifted against a production score of 0.86, healthy against 0.8. */
export function churnModel(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return churnOf({ retrain: { state_machine: MACHINE }, ...overrides }, 1)
}

/** Records of a model in a local history, by name of the file. */
export function localRecords(history: string, model = 'm') {
  const folder = path.join(history, 'runs', model)
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, record: parseRecord(readFileSync(path.join(folder, name), 'utf8')) }))
}

export function parseRecord(text: string) {
  return Record.parse(JSON.parse(text))
}

/** The lines of stderr that are records of runs. */
export function printedRecords(err: string) {
  const lines = err.split('\n').filter((line) => line.startsWith('{'))
  return lines.map((line): unknown => JSON.parse(line)).flatMap((json) => (isOfRun(json) ? [Record.parse(json)] : []))
}

/** Records of drift events belong to no config. */
function isOfRun(json: unknown): boolean {
  return z.looseObject({ configHash: z.string() }).safeParse(json).success
}

const Record = z.looseObject({
  schemaVersion: z.literal(1),
  id: z.string(),
  recordedAt: z.iso.datetime(),
  command: z.string(),
  who: z.string(),
  where: z.string(),
  version: z.string(),
  configHash: z.string(),
  model: z.string(),
  verdict: z.string().nullable(),
  retrain: z.looseObject({ status: z.string() }).nullable(),
  error: z.looseObject({ kind: z.string(), message: z.string() }).nullable(),
})
