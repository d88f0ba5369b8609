import { isStateMachineArn } from '../actions/arn.js'
import { sourceSchema } from './dataset-schema.js'
import { similarMetric } from './metric-catalog.js'
import { metricSchema } from './metric-schema.js'
import { productionSchema } from './production-schema.js'

/** Why the answer to a question about a model can't stand in a config, by question; null = it can. */
export const ANSWER_PROBLEMS = {
  source: (text: string) => firstIssue(sourceSchema.safeParse(text)),
  model: (text: string) => (text.trim() === '' ? 'must not be empty (name the model)' : null),
  metric: (text: string) => (metricSchema.safeParse(text).success ? null : `is no metric (${similarMetric(text)})`),
  production: (text: string) => firstIssue(productionSchema.safeParse(productionOf(text))),
  stateMachine: (text: string) =>
    text === '' || isStateMachineArn(text)
      ? null
      : 'is not the ARN of a state machine (write arn:aws:states:REGION:ACCOUNT:stateMachine:NAME)',
} as const

/** A production score as it is typed: a number, or where a document is. */
export function productionOf(text: string): string | number {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

interface Parsed {
  readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined
}

function firstIssue({ error }: Parsed): string | null {
  return error?.issues[0]?.message ?? null
}
