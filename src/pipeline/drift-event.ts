import { canonicalJson, type Json } from '../core/canonical-json.js'
import { knownError } from '../core/errors.js'
import type { StartRequest } from '../core/retraining.js'
import { digest } from './fingerprint.js'

/**
 * What makes a training happen once: one model, one state machine, one production score revision.
 * Metrics, times, hosts and the data are not part of it, so that retries and other hosts mean the same event.
 */
export interface DriftEvent {
  readonly model: string
  readonly stateMachine: string
  readonly productionRevision: string
}

/** Step Functions refuses larger inputs. */
const MAX_INPUT_BYTES = 262_144

/**
 * The StartExecution request of an attempt. Name and input are the same bytes for the same event and
 * attempt, wherever and whenever they are made: that is what keeps the start idempotent.
 */
export function startRequest(event: DriftEvent, attempt: number, input: Json | undefined): StartRequest {
  const id = eventId(event)
  const text = canonicalJson(input ?? { schemaVersion: 1, model: event.model, driftEvent: id, attempt })
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_INPUT_BYTES) {
    throw knownError('config', `the input of ${event.model} has ${bytes} bytes, Step Functions takes ${MAX_INPUT_BYTES}`, {
      hint: 'shorten retrain.input, or let it name an object in S3',
    })
  }
  return { stateMachineArn: event.stateMachine, name: `ctrain-${slug(event.model)}-${id}-a${attempt}`, input: text }
}

function eventId({ model, stateMachine, productionRevision }: DriftEvent): string {
  return digest([model, stateMachine, productionRevision]).slice(0, 20)
}

/** Characters that execution names and CloudWatch Logs allow. */
function slug(model: string): string {
  return model.replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(0, 40)
}
