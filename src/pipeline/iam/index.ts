import { type Config, findModel } from '../../config/load.js'
import { knownError } from '../../core/errors.js'
import { type Policy, policyOf } from '../../core/iam-policy.js'
import type { World } from '../../core/ports.js'
import { dataNeeds, holdoutNeeds } from './data.js'
import { historyNeeds } from './history.js'
import { notifyNeeds } from './notify.js'
import { placeOf } from './place.js'
import { baselineNeeds, productionNeeds } from './production.js'
import type { Needs, Subject } from './subject.js'
import { trainerRoleNeeds, trainingNeeds } from './training.js'

/** Who gets the policy, and what the models need of AWS then. */
export const PURPOSES = {
  /** Evaluates, and starts the training: `ctrain retrain-if-drifted` and what looks at it. */
  monitor: [dataNeeds, productionNeeds, historyNeeds, trainingNeeds, notifyNeeds],
  /** The last step of a training: `ctrain baseline record`. */
  training: [holdoutNeeds, productionNeeds, baselineNeeds],
  all: [dataNeeds, holdoutNeeds, productionNeeds, baselineNeeds, historyNeeds, trainingNeeds, notifyNeeds],
  /** The role that `retrain.role_arn` names. */
  trainer: [trainerRoleNeeds],
} as const satisfies Record<string, readonly Needs[]>

export type Purpose = keyof typeof PURPOSES

export const PURPOSE_NAMES = Object.keys(PURPOSES).filter((name): name is Purpose => name in PURPOSES)

export interface PolicyWithNotes {
  readonly policy: Policy
  /** What the config does not tell, for people. */
  readonly notes: readonly string[]
}

/** The least that must be allowed for these models. Derived from the config alone. */
export function iamPolicy(names: readonly string[], config: Config, purpose: Purpose, world: World): PolicyWithNotes {
  const subjects = names.map((name): Subject => {
    const model = findModel(config, name)
    return { name, model, config, place: placeOf(model, config, world) }
  })
  const roles = [...new Set(subjects.flatMap(({ model }) => model.retrain?.role_arn ?? []))]
  if (purpose === 'trainer') requireOneRole(roles)
  const policy = policyOf(subjects.flatMap((subject) => PURPOSES[purpose].flatMap((needs) => needs(subject))))
  return { policy, notes: [...notesOf(policy), ...(purpose === 'trainer' ? [] : roles.map(roleNote))] }
}

function requireOneRole(roles: readonly string[]): void {
  if (roles.length === 1) return
  throw knownError(
    'usage',
    roles.length === 0 ? 'no retrain.role_arn names a role that would need a policy' : `the models name ${roles.length} roles`,
    { hint: roles.length === 0 ? 'leave out --for trainer' : `choose models of one of them: ${roles.join(', ')}` },
  )
}

function notesOf(policy: Policy): string[] {
  const text = JSON.stringify(policy)
  const services = Object.entries(KEY_HOLDERS).filter(([service]) => text.includes(`"${service}:`))
  const notes = [
    ...(policy.Statement.length === 0 ? ['nothing in the config needs a policy'] : []),
    ...(services.length === 0
      ? []
      : [
          `where ${services.map(([, what]) => what).join(' or ')} are encrypted with a KMS key of your own, allow kms:Decrypt and, to write, kms:GenerateDataKey on it: the config does not name keys`,
        ]),
  ]
  return text.length <= LARGEST
    ? notes
    : [...notes, `the policy has ${text.length} characters, a managed policy takes ${LARGEST}: print one for fewer models`]
}

const KEY_HOLDERS: Readonly<Record<string, string>> = { s3: 'buckets', dynamodb: 'tables', sns: 'topics' }

/** Characters without white space that a managed policy may have. */
const LARGEST = 6_144

function roleNote(role: string): string {
  return `the training is started by ${role}: ctrain iam --for trainer prints what its policy must allow, and its trust policy must let the caller in`
}
