import type { Evaluation } from '../../core/evaluation.js'
import type { World } from '../../core/ports.js'
import { templateHash } from './input.js'
import type { Reservation, StartRecord } from './record-schema.js'
import { nameOf, type Trigger } from './trigger.js'

export function makeReservation(trigger: Trigger, attempt: number, input: string, world: World): Reservation {
  return {
    ...headOf(trigger, attempt),
    kind: 'reservation',
    input,
    inputTemplateHash: templateHash(trigger),
    reservedAt: world.now().toISOString(),
    reservedBy: whoIs(world),
    evaluation: summaryOf(trigger.evaluation),
  }
}

export function makeStart(
  trigger: Trigger,
  attempt: number,
  execution: { readonly arn: string; readonly startDate: Date },
  world: World,
): StartRecord {
  const { arn: executionArn, startDate } = execution
  return {
    ...headOf(trigger, attempt),
    kind: 'start',
    executionArn,
    startDate: startDate.toISOString(),
    startedBy: whoIs(world),
  }
}

function headOf(trigger: Trigger, attempt: number) {
  const { event, eventId, forcedBecause } = trigger
  return {
    schemaVersion: 1 as const,
    model: event.model,
    driftEvent: eventId,
    attempt,
    stateMachineArn: event.stateMachine,
    productionRevision: event.productionRevision,
    executionName: nameOf(trigger, attempt),
    forcedBecause,
  }
}

function whoIs({ user, host, pid }: World) {
  return { who: user, where: host, pid }
}

/** What the decision was made on, in short; the history has the whole. */
function summaryOf({ evaluatedAt, verdict, reasons, score, production, drop, dataset }: Evaluation) {
  return {
    evaluatedAt,
    verdict,
    reasons: reasons.slice(0, 10),
    score,
    production: production?.score ?? null,
    drop,
    from: dataset?.from ?? null,
    to: dataset?.to ?? null,
    fingerprint: dataset?.fingerprint ?? null,
  }
}
