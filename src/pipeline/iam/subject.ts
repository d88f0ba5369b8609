import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import type { Grant } from '../../core/iam-policy.js'
import type { Place } from './place.js'

/** The model that a policy is for. */
export interface Subject {
  readonly name: string
  readonly model: ModelConfig
  readonly config: Config
  readonly place: Place
}

/** What a part of the config needs to be allowed. */
export type Needs = (subject: Subject) => readonly Grant[]
