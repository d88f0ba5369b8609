import { type ExecutionName, parseExecutionArn, unqualified } from '../actions/arn.js'
import type { Config } from '../config/load.js'
import { knownError } from '../core/errors.js'
import type { TrainerAccess } from './trainer.js'

/** The execution that an ARN names. Rejects what can't be waited for. */
export function executionOf(arn: string): ExecutionName {
  const parsed = parseExecutionArn(arn)
  if (parsed === 'express') {
    throw knownError(
      'usage',
      `${arn} is an execution of an EXPRESS workflow, which Step Functions does not let anybody look at`,
      {
        hint: 'train with a STANDARD workflow; of EXPRESS ones only their logs tell what became of them',
      },
    )
  }
  if (parsed === 'machine') {
    throw knownError('usage', `${arn} is a state machine, not an execution`, {
      hint: 'ctrain executions --model NAME lists the executions of a model',
    })
  }
  if (parsed === null) {
    throw knownError('usage', `${JSON.stringify(arn)} is not the ARN of an execution`, {
      hint: 'write arn:aws:states:REGION:ACCOUNT:execution:STATE_MACHINE:NAME, as retrain-if-drifted prints it',
    })
  }
  return parsed
}

/** What a config says of the access to the state machine of an execution; without a model, that of any which trains there. */
export function accessOf({ stateMachineArn }: ExecutionName, model: string | null, config: Config | null): TrainerAccess {
  const models = Object.entries(config?.models ?? {}).filter(([name]) => model === null || name === model)
  const settings = models.map(([, { retrain }]) => retrain).filter((retrain) => retrain !== undefined)
  const own = settings.find((retrain) => unqualified(retrain.state_machine) === stateMachineArn)
  if (own !== undefined || model === null) return own ?? { state_machine: stateMachineArn }
  throw knownError('usage', `the execution is not one of the state machine of ${model}, but of ${stateMachineArn}`, {
    hint: 'leave out --model, or name the model that trains there',
  })
}
