import type { World } from '../../core/ports.js'
import { refusalOf } from '../../core/start-guards.js'
import { tooOld } from './guards.js'
import { inputOf } from './input.js'
import { pastStarts } from './past-starts.js'
import type { EventRecords } from './records.js'
import type { Settled } from './result.js'
import { nameOf, policyOf, type Trigger } from './trigger.js'

/** The exact request of the attempt that counts by the records, and what they say of it. Step Functions is not asked. */
export async function rehearse(trigger: Trigger, records: EventRecords, world: World): Promise<Settled> {
  const { retrain, forcedBecause } = trigger
  const last = await records.lastStarted()
  const attempt = forcedBecause === null ? Math.max(1, last) : last + 1
  const reserved = await records.findReservation(attempt)
  const input = reserved?.input ?? inputOf(trigger, attempt, records.reservationUri(attempt))
  const request = { stateMachineArn: retrain.state_machine, name: nameOf(trigger, attempt), input }
  const notes = ['dry run: this request was not sent']
  if (attempt === last) {
    const start = await records.findStart(attempt)
    notes.push(`it was at ${start?.startDate}, so a run would look how that training ended`)
  } else if (reserved !== null) {
    notes.push(`its input is that of ${reserved.reservedBy.who} at ${reserved.reservedAt}`)
  }
  if (attempt !== last && forcedBecause === null) {
    const starts = pastStarts(trigger.name, await records.starts(), [])
    const refusal = tooOld(trigger, world) ?? refusalOf(policyOf(trigger), starts, world.now().getTime())
    if (refusal !== null) notes.push(`a run would not send it now: ${refusal.reason}`)
  }
  if (retrain.on_failed === 'retry') notes.push('if this attempt has failed already, the next one would be made')
  return { status: 'dry_run', reason: notes.join('; '), attempt, request }
}
