import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import type { CheckStatus } from '../../core/checkup.js'
import type { ErrorKind } from '../../core/errors.js'
import type { World } from '../../core/ports.js'

/** Looks at one kind of thing that models need. */
export interface Check {
  readonly name: string
  /** What there is to look at; each by itself, none waits for another. */
  targets(subject: Subject): readonly Target[]
}

export interface Subject {
  readonly name: string
  readonly model: ModelConfig
  readonly config: Config
}

export interface Target {
  /** Instead of the name of the check. */
  readonly check?: string
  /** Names the thing, without secrets. */
  readonly target: string
  /**
   * Throws a known error for what is wrong. The world's signal says when it has taken too long, the time-out in
   * milliseconds.
   */
  look(world: World, timeout: number): Promise<Finding | readonly Finding[]>
}

export interface Finding {
  readonly status: CheckStatus
  readonly message: string
  readonly hint?: string | null
  /** The permission that is missing. */
  readonly refused?: { readonly action: string; readonly resource: string } | null
  /** Decides the exit code of what failed. Default: `config`. */
  readonly kind?: ErrorKind
  /** Instead of those of the target. */
  readonly check?: string
  readonly target?: string
}

export function ok(message: string): Finding {
  return { status: 'ok', message }
}
