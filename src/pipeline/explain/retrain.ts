import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import { emptyEvaluation, type ProductionScore } from '../../core/evaluation.js'
import type { World } from '../../core/ports.js'
import type { RetrainPlan } from '../../core/run-plan.js'
import { writtenTemplate } from '../../core/template.js'
import { iamPolicy } from '../iam/index.js'
import { openRecords } from '../trigger/records.js'
import { makeTrigger, nameOf, policyOf } from '../trigger/trigger.js'

interface Subject {
  readonly name: string
  readonly model: ModelConfig
  readonly config: Config
}

/** The training that drift would start; `production` = null: not known. Asks nobody. */
export function explainRetrain(subject: Subject, production: ProductionScore | null, world: World): RetrainPlan | null {
  const { retrain } = subject.model
  if (retrain === undefined) return null
  const evaluation = { ...emptyEvaluation(subject.name, world.now()), production }
  const trigger = makeTrigger({ ...subject, retrain, evaluation, forcedBecause: null }, production?.revision ?? '')
  const { cooldown, maxStarts, quiet, zone } = policyOf(trigger)
  return {
    stateMachine: retrain.state_machine,
    executionName: production === null ? null : nameOf(trigger, 1),
    record: production === null ? null : openRecords(trigger.name, trigger.eventId, subject.config, world).reservationUri(1),
    input: retrain.input === undefined ? null : writtenTemplate(retrain.input),
    roleArn: retrain.role_arn ?? null,
    rolePolicy: retrain.role_arn === undefined ? null : iamPolicy([subject.name], subject.config, 'trainer', world).policy,
    cooldown,
    maxStarts,
    quiet,
    timezone: zone,
    maxAge: retrain.max_age ?? null,
    onFailed: retrain.on_failed,
  }
}
