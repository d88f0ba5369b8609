import { StartExecutionCommand } from '@aws-sdk/client-sfn'
import { sfnClient } from './aws-clients.js'
import { type Aws, MACHINE } from './aws-env.js'
import { churnOf } from './churn.js'
import type { ClosedStatus, Outcome } from './sfn-server.js'

let counter = 0

/** A state machine of its own, so that no two tests share an execution. */
export function newMachine({ sfn }: Aws): string {
  const machine = `${MACHINE}-w${counter++}`
  sfn.addStateMachine(machine)
  return machine
}

/** A model on the churn fixtures that has drifted and trains with this state machine. */
export function driftedModel(machine: string, overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return churnOf({ retrain: { state_machine: machine }, ...overrides })
}

/** Ends every training while it is looked at for the so manyeth time. */
export function finishAt(look: number, { sfn }: Pick<Aws, 'sfn'>, status: ClosedStatus, outcome: Outcome = {}): void {
  const looks = new Map<unknown, number>()
  sfn.onRequest = (target, { executionArn: arn }) => {
    const execution = sfn.executions.find((one) => one.arn === arn)
    if (target !== 'DescribeExecution' || execution === undefined) return undefined
    const count = (looks.get(arn) ?? 0) + 1
    looks.set(arn, count)
    if (count === look) sfn.finish(execution.arn, status, outcome)
    return undefined
  }
}

/** Starts an execution by hand, and gives its ARN. */
export async function startTraining({ sfn }: Aws, machine: string, name: string): Promise<string> {
  const client = sfnClient(sfn.url)
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: machine, name, input: '{}' }))
  client.destroy()
  return executionArn ?? ''
}
