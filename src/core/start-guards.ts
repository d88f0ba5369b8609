import { parseExecutionName, slugOf } from './execution-name.js'
import { type QuietTimes, quietAt } from './quiet-times.js'
import type { Execution, RetrainStatus } from './retraining.js'

/** When a training may start, durations in milliseconds. */
export interface StartPolicy {
  /** Between two starts of a model, and after the end of a failed training. */
  readonly cooldown: number
  readonly maxStarts: { readonly count: number; readonly per: number } | null
  readonly quiet: QuietTimes
  readonly zone: string
}

/** A training of the model that was started, whatever its drift event. Times in milliseconds since 1970 UTC. */
export interface PastStart {
  readonly executionName: string
  readonly startedAt: number
  /** When it failed; null = it did not, or that is not known. */
  readonly failedAt: number | null
}

/** Why no training starts now. */
export interface Refusal {
  readonly status: RetrainStatus
  readonly reason: string
}

/** The first guard that a start at `now` meets; null = it may start. */
export function refusalOf(policy: StartPolicy, starts: readonly PastStart[], now: number): Refusal | null {
  return coolingDown(policy, starts, now) ?? tooMany(policy, starts, now) ?? quiet(policy, now)
}

/** A running execution that keeps a model from training: any but those that ctrain started for another model. */
export function runningBeside<Running extends Pick<Execution, 'name'>>(
  running: readonly Running[],
  model: string,
): Running | null {
  const isOfAnother = (name: string) => {
    const parts = parseExecutionName(name)
    return parts !== null && parts.slug !== slugOf(model)
  }
  return running.find(({ name }) => !isOfAnother(name)) ?? null
}

/** The newest known start of each execution, as some sources know more than others. */
export function mergeStarts(starts: readonly PastStart[]): PastStart[] {
  const byName = new Map<string, PastStart>()
  for (const start of starts) {
    const known = byName.get(start.executionName)
    byName.set(start.executionName, { ...start, failedAt: start.failedAt ?? known?.failedAt ?? null })
  }
  return [...byName.values()].sort((a, b) => b.startedAt - a.startedAt)
}

function coolingDown({ cooldown }: StartPolicy, starts: readonly PastStart[], now: number): Refusal | null {
  const events = starts.flatMap(({ executionName, startedAt, failedAt }) => [
    { what: 'started', at: startedAt, executionName },
    ...(failedAt === null ? [] : [{ what: 'failed', at: failedAt, executionName }]),
  ])
  const last = events.reduce<(typeof events)[number] | null>((a, b) => (a === null || b.at > a.at ? b : a), null)
  if (last === null || now >= last.at + cooldown) return null
  const reason = `${last.executionName} ${last.what} at ${iso(last.at)}; the cooldown of ${duration(cooldown)} ends at ${iso(last.at + cooldown)}`
  return { status: 'cooling_down', reason }
}

function tooMany({ maxStarts }: StartPolicy, starts: readonly PastStart[], now: number): Refusal | null {
  if (maxStarts === null) return null
  const { count, per } = maxStarts
  const recent = starts.filter(({ startedAt }) => startedAt > now - per).sort((a, b) => b.startedAt - a.startedAt)
  const oldest = recent[count - 1]
  if (oldest === undefined) return null
  const which = recent.slice(0, MOST_NAMED).map(({ executionName, startedAt }) => `${executionName} at ${iso(startedAt)}`)
  const more = recent.length > MOST_NAMED ? ` and ${recent.length - MOST_NAMED} more` : ''
  const trainings = recent.length === 1 ? '1 training' : `${recent.length} trainings`
  const reason = `${trainings} started within ${duration(per)}, of at most ${count}: ${which.join(', ')}${more}; the next is possible at ${iso(oldest.startedAt + per)}`
  return { status: 'too_many_starts', reason }
}

const MOST_NAMED = 5

function quiet({ quiet: times, zone }: StartPolicy, now: number): Refusal | null {
  const found = quietAt(now, times, zone)
  if (found === null) return null
  return { status: 'quiet', reason: `${found.because} (${zone}) lasts until ${iso(found.until)}` }
}

/** `24h`, `30d`, `1.5h`: in the largest unit that needs no long fraction. */
function duration(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each && (ms / each) % 0.5 === 0) ?? (['s', 1_000] as const)
  return `${ms / size}${unit}`
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
] as const

function iso(time: number): string {
  return new Date(time).toISOString()
}
