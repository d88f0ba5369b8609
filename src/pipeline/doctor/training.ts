import { aliasOf } from '../../actions/arn.js'
import { INSPECTORS } from '../../actions/index.js'
import type { Inspector } from '../../actions/inspect.js'
import type { RetrainConfig } from '../../config/retrain-schema.js'
import { isKnownError, knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { trainerSettings } from '../trainer-settings.js'
import { type Check, type Finding, ok } from './check.js'
import { findingOf } from './look.js'

/** The state machine can be started once per drift event, and its executions be followed. */
export const trainingCheck: Check = {
  name: 'state machine',
  targets: ({ model: { retrain } }) =>
    retrain === undefined ? [] : [{ target: retrain.state_machine, look: (world) => lookAt(retrain, world) }],
}

async function lookAt(retrain: RetrainConfig, world: World): Promise<Finding[]> {
  const { state_machine: arn, role_arn: role } = retrain
  const inspector = await INSPECTORS['step-functions'](trainerSettings(retrain), world)
  try {
    const machine = await lookAtMachine(arn, role, inspector)
    // What keeps all calls away is told once.
    const isAlone = machine.status === 'fail' && (machine.check === 'role' || !machine.refused)
    return isAlone ? [machine] : [machine, ...(await lookAtExecutions(arn, inspector))]
  } finally {
    inspector.close()
  }
}

async function lookAtMachine(arn: string, role: string | undefined, inspector: Inspector): Promise<Finding> {
  try {
    const { type, status } = await inspector.machine(arn)
    if (type === 'EXPRESS')
      throw knownError('config', 'is an EXPRESS workflow, which starts again on every call', { hint: EXPRESS_HINT })
    if (status !== 'ACTIVE') throw knownError('data', `is ${status}`, { hint: 'name another state machine' })
    return ok(`${type}, ${status}${role === undefined ? '' : `, as ${role}`}${unchecked(arn)}`)
  } catch (error) {
    const finding = findingOf(error)
    const isOfRole = role !== undefined && finding.refused?.action === 'sts:AssumeRole'
    if (isOfRole) return { ...finding, check: 'role', target: role }
    // Runs do without, and say so.
    if (finding.refused?.action !== 'states:DescribeStateMachine') return finding
    return { ...finding, status: 'warn', message: `its type is not checked: ${finding.message}` }
  }
}

function unchecked(arn: string): string {
  const alias = aliasOf(arn)
  return alias === null ? '' : `; whether the alias ${alias} is there is not checked`
}

const EXPRESS_HINT = 'train with a STANDARD workflow: only its start is idempotent'

/** Runs do without, and say so. */
async function lookAtExecutions(arn: string, inspector: Inspector): Promise<Finding[]> {
  const denials: Finding[] = []
  for (const [what, call] of [
    ['listed, so that a training that runs already is not seen', () => inspector.list(arn)],
    ['described, so that the state of a training is not reported', () => inspector.describe(arn)],
  ] as const) {
    try {
      await call()
    } catch (error) {
      if (!isKnownError(error) || error.refused === null) return [...denials, { ...findingOf(error), check: 'executions' }]
      denials.push({ ...findingOf(error), status: 'warn', check: 'executions', message: `can't be ${what}: ${error.message}` })
    }
  }
  return denials.length > 0 ? denials : [{ ...ok('can be listed and described'), check: 'executions' }]
}
