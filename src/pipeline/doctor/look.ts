import pMap from 'p-map'
import type { CheckResult } from '../../core/checkup.js'
import { type ErrorKind, isKnownError, knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { arnOf, type Place } from '../iam/place.js'
import { errorOf } from '../outcome.js'
import { unlessAborted } from '../time-limit.js'
import type { Finding, Target } from './check.js'

/** Something to look at, and whose it is. */
export interface Job {
  readonly model: string | null
  /** Of the check. */
  readonly name: string
  readonly target: Target
  /** Where AWS resources are; null = none are concerned. */
  readonly place: Place | null
}

export interface Diagnosis {
  readonly result: CheckResult
  /** Of what failed; null = nothing did. */
  readonly kind: ErrorKind | 'bug' | null
  /** What was thrown where that is a bug; else null. */
  readonly cause: unknown
}

/** Checks at once, at most. */
const AT_ONCE = 8

/** Looks at each by itself, none longer than the time-out in milliseconds. Rejects only when interrupted, after all have cleaned up. */
export async function lookAtAll(jobs: readonly Job[], timeout: number, world: World): Promise<Diagnosis[]> {
  const all = await pMap(jobs, (job) => lookAt(job, timeout, world), { concurrency: AT_ONCE })
  world.signal.throwIfAborted()
  return all.flat()
}

/** A known error as what was found. An interruption and bugs are thrown on. */
export function findingOf(error: unknown): Finding & { readonly kind: ErrorKind } {
  if (!isKnownError(error) || error.kind === 'interrupted') throw error
  const { message, hint, refused, kind } = error
  return { status: 'fail', message, hint, refused, kind }
}

async function lookAt(job: Job, timeout: number, world: World): Promise<Diagnosis[]> {
  if (world.signal.aborted) return []
  try {
    const found = await withinTime(timeout, world, (limited) => job.target.look(limited, timeout)).catch(findingOf)
    return [found].flat().map((finding) => diagnosis(finding, job))
  } catch (cause) {
    if (world.signal.aborted) return []
    const { message, hint } = errorOf(cause)
    return [{ ...diagnosis({ status: 'fail', message, hint }, job), kind: 'bug', cause }]
  }
}

async function withinTime<T>(ms: number, world: World, work: (world: World) => Promise<T>): Promise<T> {
  const limit = new AbortController()
  const late = knownError('network', `no answer within ${ms / 1000} s`, {
    hint: 'check the network, proxies and endpoints, or give more time with --timeout',
  })
  const timers = [setTimeout(() => limit.abort(late), ms)]
  const signal = AbortSignal.any([world.signal, limit.signal])
  const gaveUp = new AbortController()
  // Work that heeds the signal ends by itself, when it has cleaned up.
  const giveUp = () => {
    timers.push(setTimeout(() => gaveUp.abort(signal.reason), timeToCleanUp(signal, ms) + SPARE_MS))
  }
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await unlessAborted(gaveUp.signal, () => work({ ...world, signal }))
  } finally {
    signal.removeEventListener('abort', giveUp)
    timers.forEach(clearTimeout)
  }
}

const SPARE_MS = 200

/** Milliseconds that a check may take to remove what it has made, after its own time-out in milliseconds. Who interrupts does not wait long. */
export function timeToCleanUp({ aborted, reason }: AbortSignal, timeout: number): number {
  const isInterrupted = aborted && !(isKnownError(reason) && reason.kind !== 'interrupted')
  return isInterrupted ? 800 : Math.min(timeout, 10_000)
}

function diagnosis(
  { status, message, hint = null, refused = null, ...own }: Finding,
  { model, name, target, place }: Job,
): Diagnosis {
  const action =
    refused === null
      ? null
      : `${refused.action} on ${place === null ? refused.resource : arnOf(refused.action, refused.resource, place)}`
  const { check = target.check ?? name } = own
  return {
    result: { model, check, target: own.target ?? target.target, status, message, hint, action },
    kind: status === 'fail' ? (own.kind ?? 'config') : null,
    cause: null,
  }
}
