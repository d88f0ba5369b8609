import { type KnownError, knownError } from '../core/errors.js'
import { oneLine } from '../core/one-line.js'
import type { World } from '../core/ports.js'
import { redact } from '../core/redact.js'
import { type FailedTry, triesText } from './retries.js'
import type { WebhookTarget } from './targets.js'

export interface Post {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Posts once; null = the receiver took it. Rejects when the world's signal aborts. */
export async function post(target: WebhookTarget, { headers, body }: Post, world: World): Promise<FailedTry | null> {
  const timeout = AbortSignal.timeout(target.timeout)
  const signal = AbortSignal.any([world.signal, timeout])
  try {
    // A redirect would carry the message, and perhaps the token, to somebody else.
    const response = await fetch(target.url, { method: 'POST', headers, body, redirect: 'manual', signal })
    const hidden = [...secretsOf(target), headers['x-ctrain-signature'] ?? '']
    const answer = { status: response.status, retryAfter: response.headers.get('retry-after'), says: '' }
    return judge({ ...answer, says: oneLine(redact(await firstWords(response), hidden), 200) }, target, world)
  } catch (error) {
    world.signal.throwIfAborted()
    return unreachable(error, timeout.aborted, target)
  }
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | null
  /** The beginning of the body. */
  readonly says: string
}

function judge(answer: Answer, target: WebhookTarget, world: World): FailedTry | null {
  const { status, says } = answer
  const isPage = target.format === 'slack' && says.startsWith('<')
  if (status >= 200 && status < 300 && !isPage) return null
  const isPassing = status === 408 || status === 429 || status >= 500
  return {
    isPassing,
    wait: isPassing ? waitOf(answer, world) : null,
    error: (tries) => refused(answer, isPage, tries, target),
  }
}

function refused({ status, says }: Answer, isPage: boolean, tries: number, target: WebhookTarget): KnownError {
  const who = hostOf(target)
  if (isPage) {
    return knownError('network', `${who} answered with a page, not as Slack does`, {
      hint: 'check the address, and the proxies between here and there',
    })
  }
  const isDenied = status === 401 || status === 403
  const answered = `${who} answered HTTP ${status}${says === '' ? '' : `: ${says}`}${triesText(tries)}`
  return knownError(isDenied ? 'permission' : 'network', answered, { hint: hintOf(status) })
}

function hintOf(status: number): string {
  if (status >= 300 && status < 400) return 'redirects are not followed: write the final address as webhook'
  if (status === 401 || status === 403) return 'check the address of the webhook, its token, and headers'
  if (status === 404 || status === 410)
    return 'the webhook may have been removed: make a new one, and write its address in the config'
  if (status === 429) return 'the receiver asks for fewer messages'
  return status >= 500 ? 'the receiver failed: look after it' : 'the receiver does not accept the message: check format'
}

function unreachable(error: unknown, isTimeout: boolean, target: WebhookTarget): FailedTry {
  const why = isTimeout ? `no answer within ${target.timeout / 1000} s` : reasonOf(error)
  const says = redact(oneLine(why, 200), secretsOf(target))
  return {
    isPassing: true,
    wait: null,
    error: (tries) =>
      knownError('network', `${hostOf(target)} can't be reached: ${says}${triesText(tries)}`, {
        hint: isTimeout ? 'check the receiver, or set a longer timeout' : 'check the address and the network',
        cause: error,
      }),
  }
}

/** Milliseconds; null = the receiver does not say. */
function waitOf({ retryAfter }: Answer, world: World): number | null {
  if (retryAfter === null) return null
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000
  const at = Date.parse(retryAfter)
  return Number.isNaN(at) ? null : Math.max(0, at - world.now().getTime())
}

/** Enough to tell what is wrong; a receiver may send on for ever. A body that breaks off says nothing. */
async function firstWords(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let words = ''
  try {
    for await (const chunk of response.body ?? []) {
      words += decoder.decode(chunk, { stream: true })
      if (words.length >= MOST_CHARACTERS) break
    }
  } catch {
    return ''
  }
  return words.slice(0, MOST_CHARACTERS)
}

const MOST_CHARACTERS = 2_000

function hostOf({ url }: WebhookTarget): string {
  return new URL(url).host
}

/** What `fetch` throws says little; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return cause.message || ('code' in cause ? String(cause.code) : cause.name)
}

/** The parts of the address that may be a token, and all else that only sender and receiver know; longest first. */
function secretsOf({ url, secret, headers }: WebhookTarget): string[] {
  const { pathname, search, searchParams } = new URL(url)
  const parts = [...pathname.split('/'), ...searchParams.values(), ...Object.values(headers).flatMap((value) => value.split(' '))]
  const secrets = [url, `${pathname}${search}`, search, secret ?? '', ...Object.values(headers), ...parts]
  // Short ones are words that other texts have, too.
  return secrets.filter(({ length }) => length >= 6).sort((a, b) => b.length - a.length)
}
