import { z } from 'zod'
import { knownError } from '../../core/errors.js'

const person = z.looseObject({
  who: z.string(),
  /** The host. */
  where: z.string(),
})

const start = {
  schemaVersion: z.literal(1),
  model: z.string(),
  driftEvent: z.string(),
  attempt: z.int().min(1),
  stateMachineArn: z.string(),
  productionRevision: z.string(),
  executionName: z.string(),
  /** What `--reason` said of `--force`. */
  forcedBecause: z.string().nullable(),
}

const Reservation = z.looseObject({
  ...start,
  kind: z.literal('reservation'),
  /** The exact text that is sent, whoever sends it. */
  input: z.string(),
  /** Of `retrain.input` as it was when the input was made. */
  inputTemplateHash: z.string(),
  reservedAt: z.iso.datetime(),
  reservedBy: person,
  evaluation: z.looseObject({}).nullable(),
})

const Start = z.looseObject({
  ...start,
  kind: z.literal('start'),
  executionArn: z.string(),
  startDate: z.iso.datetime(),
  startedBy: person,
})

/** Written before a training is started: of all who start it, the first one says with which input. */
export type Reservation = z.output<typeof Reservation>

/** Written once a training is known to have started. */
export type StartRecord = z.output<typeof Start>

export function parseReservation(text: string, uri: string): Reservation {
  return parse(Reservation, text, uri)
}

export function parseStart(text: string, uri: string): StartRecord {
  return parse(Start, text, uri)
}

function parse<T>(schema: z.ZodType<T>, text: string, uri: string): T {
  const json = jsonOf(text)
  const version = z.looseObject({ schemaVersion: z.number() }).safeParse(json).data?.schemaVersion ?? 1
  if (version > 1) {
    throw knownError('data', `${uri} is of a newer ctrain: its schemaVersion is ${version}, and this one knows 1`, {
      hint: 'update ctrain here, or keep its history elsewhere',
    })
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const what =
    issue === undefined || issue.path.length === 0 ? 'it is no such JSON object' : `${issue.path.join('.')}: ${issue.message}`
  throw knownError('data', `${uri} is no record of a start: ${what}`, {
    hint: 'look at the document; without it, the name of the execution alone keeps the training from starting twice',
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The schema tells that it is none.
    return undefined
  }
}
