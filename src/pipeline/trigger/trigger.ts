import type { Config } from '../../config/load.js'
import type { RetrainConfig } from '../../config/retrain-schema.js'
import type { ModelConfig } from '../../config/schema.js'
import type { Evaluation } from '../../core/evaluation.js'
import { executionName } from '../../core/execution-name.js'
import type { StartPolicy } from '../../core/start-guards.js'
import { zoneOf } from '../window.js'
import { type DriftEvent, eventId } from './drift-event.js'

/** A decision to train that is to be carried out. */
export interface Trigger {
  readonly name: string
  readonly model: ModelConfig
  readonly retrain: RetrainConfig
  readonly config: Config
  readonly event: DriftEvent
  readonly eventId: string
  readonly evaluation: Evaluation
  /** Why guards are overridden; null = they are not. */
  readonly forcedBecause: string | null
}

export function makeTrigger(
  parts: Pick<Trigger, 'name' | 'model' | 'retrain' | 'config' | 'evaluation' | 'forcedBecause'>,
  productionRevision: string,
): Trigger {
  const event = { model: parts.name, stateMachine: parts.retrain.state_machine, productionRevision }
  return { ...parts, event, eventId: eventId(event) }
}

export function nameOf({ name, eventId: id }: Trigger, attempt: number): string {
  return executionName(name, id, attempt)
}

export function policyOf({ retrain, model, config }: Trigger): StartPolicy {
  const { cooldown, max_starts: maxStarts = null, quiet_hours: hours = [], blackout: days = [] } = retrain
  return { cooldown, maxStarts, quiet: { hours, days }, zone: zoneOf(model, config) }
}
