import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { libraryWorld } from '../../src/cli/io.js'
import { interrupted, isKnownError } from '../../src/core/errors.js'
import type { World } from '../../src/core/ports.js'
import { openNotifier } from '../../src/notifiers/index.js'
import type { WebhookTarget } from '../../src/notifiers/targets.js'
import { notificationFor, scenario, useReceivers } from '../support/receivers.js'
import type { WebhookAnswer } from '../support/webhook-server.js'

const receivers = useReceivers()
const DOCS = new URL('../../docs/notifications.md', import.meta.url)
const TOKEN = 'T0FAKE000/B0FAKE000/fAkEfAkEfAkEfAkEfAkEfAkE'
const SECRET = 'whsec-fake-fake-fake-fake'
const NOW = new Date('2026-11-15T06:00:00Z')
const drifted = notificationFor(scenario('drifted'))

async function send(target: Partial<WebhookTarget> = {}, world: Partial<World> = {}): Promise<unknown> {
  const url = `${receivers().webhook.url}/services/${TOKEN}`
  const whole: WebhookTarget = {
    kind: 'webhook',
    url,
    format: 'json',
    secret: null,
    headers: {},
    timeout: 5_000,
    retries: 0,
    ...target,
  }
  const notifier = await openNotifier(whole, { region: undefined }, libraryWorld('1.2.3', { now: () => NOW, ...world }))
  try {
    await notifier.send(drifted)
    return null
  } catch (error) {
    return error
  } finally {
    await notifier.close()
  }
}

/** Answers the tries in order; the last answer stays. */
function answering(...answers: readonly (WebhookAnswer | undefined)[]): void {
  let tries = 0
  receivers().webhook.onPost = () => answers[Math.min(tries++, answers.length - 1)]
}

const status = (code: number, text = 'no'): WebhookAnswer => ({ kind: 'status', status: code, text })

describe('a webhook', () => {
  it('gets the notification as JSON', async () => {
    expect(await send()).toBeNull()
    const [post] = receivers().webhook.posts
    expect([post?.method, post?.path]).toEqual(['POST', `/services/${TOKEN}`])
    expect(post?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'ctrain/1.2.3' })
    expect(JSON.parse(post?.body ?? '')).toEqual({
      schemaVersion: 1,
      event: 'drifted',
      events: ['drifted'],
      model: 'churn',
      title: 'churn: drifted, the drop of 5.58 % is over the limit of 5 %',
      at: '2026-11-15T06:00:01.000Z',
      isTest: false,
      evaluation: scenario('drifted'),
      slicesOmitted: 0,
    })
  })

  it('gets the headers of the config', async () => {
    await send({ headers: { Authorization: 'Bearer fake-fake' } })
    expect(receivers().webhook.posts[0]?.headers['authorization']).toBe('Bearer fake-fake')
  })

  it('can check the signature over time and body with the shared secret', async () => {
    await send({ secret: SECRET })
    const [post] = receivers().webhook.posts
    const { t, v1 } = Object.fromEntries(new URLSearchParams(post?.headers['x-ctrain-signature']?.replaceAll(',', '&')))
    expect(Number(t)).toBe(NOW.getTime() / 1000)
    expect(v1).toBe(createHmac('sha256', SECRET).update(`${t}.${post?.body}`, 'utf8').digest('hex'))
  })

  it('can check the signature as the docs show', async () => {
    const [, code = ''] = /```js\n([^`]+`[^`]+`[^`]*)```/.exec(readFileSync(DOCS, 'utf8')) ?? []
    const { isFromCtrain } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
    await send({ secret: SECRET }, { now: () => new Date() })
    const [post] = receivers().webhook.posts
    const header = post?.headers['x-ctrain-signature']
    expect(isFromCtrain(header, post?.body, SECRET)).toBe(true)
    expect(isFromCtrain(header, `${post?.body} `, SECRET)).toBe(false)
    expect(isFromCtrain(header, post?.body, `${SECRET}!`)).toBe(false)
    expect(isFromCtrain(header?.replace(/t=\d+/, 't=1'), post?.body, SECRET)).toBe(false)
  })

  it('gets no signature where there is no secret', async () => {
    await send()
    expect(receivers().webhook.posts[0]?.headers).not.toHaveProperty('x-ctrain-signature')
  })
})

describe('a webhook that fails', () => {
  it.each([
    ['HTTP 500', status(500)],
    ['HTTP 503', status(503)],
    ['HTTP 408', status(408)],
    ['a reset connection', { kind: 'reset' } as const],
  ])('%s is tried again, with the same id and body, so that the receiver can tell', async (_, answer) => {
    answering(answer, undefined)
    expect(await send({ retries: 1 })).toBeNull()
    const [first, second, ...more] = receivers().webhook.posts
    expect(more).toEqual([])
    expect(first?.headers['x-ctrain-delivery']).toMatch(/^[0-9a-f]{32}$/)
    expect(second?.headers['x-ctrain-delivery']).toBe(first?.headers['x-ctrain-delivery'])
    expect(second?.body).toBe(first?.body)
  })

  it('is given up after the retries', async () => {
    answering(status(500, 'database is down'))
    const error = await send({ retries: 1 })
    expect(String(error)).toMatch(/127\.0\.0\.1:\d+ answered HTTP 500: database is down \(after 2 attempts\)$/)
    expect(receivers().webhook.posts).toHaveLength(2)
  })

  it('waits as long as Retry-After says', async () => {
    const times: number[] = []
    receivers().webhook.onPost = () => {
      times.push(performance.now())
      return times.length === 1 ? { kind: 'status', status: 429, headers: { 'retry-after': '2' } } : undefined
    }
    expect(await send({ retries: 1 })).toBeNull()
    const [first = 0, second = 0] = times
    expect(second - first).toBeGreaterThan(1_900)
  })

  it('that asks to wait for an hour is not asked again', async () => {
    const later = new Date(NOW.getTime() + 3_600_000).toUTCString()
    for (const after of ['3600', later]) {
      answering({ kind: 'status', status: 429, text: 'slow down', headers: { 'retry-after': after } })
      expect(await send({ retries: 3 })).toMatchObject({ kind: 'network', hint: 'the receiver asks for fewer messages' })
    }
    expect(receivers().webhook.posts).toHaveLength(2)
  })

  it.each([
    [400, 'network', 'check format'],
    [401, 'permission', 'token'],
    [403, 'permission', 'token'],
    [404, 'network', 'make a new one'],
    [410, 'network', 'make a new one'],
  ])('HTTP %i is not tried again, and says what to do', async (code, kind, hint) => {
    answering(status(code, 'no_service'))
    const error = await send({ retries: 3 })
    expect(error).toMatchObject({ kind, hint: expect.stringContaining(hint) })
    expect(String(error)).toContain(`answered HTTP ${code}: no_service`)
    expect(receivers().webhook.posts).toHaveLength(1)
  })

  it('by not answering in time is tried again, then given up', async () => {
    answering({ kind: 'delay', ms: 60_000 })
    const error = await send({ retries: 1, timeout: 300 })
    expect(String(error)).toContain("can't be reached: no answer within 0.3 s (after 2 attempts)")
    expect(receivers().webhook.posts).toHaveLength(2)
  })

  it('with a body without end has still answered', async () => {
    answering({ kind: 'endless', status: 200 })
    expect(await send()).toBeNull()
    answering({ kind: 'endless', status: 400 })
    expect(String(await send())).toContain('answered HTTP 400: and so on')
  })

  it.each([301, 302, 307, 308])('by HTTP %i is not followed to where it leads', async (code) => {
    const location = `${receivers().other.url}/elsewhere`
    answering({ kind: 'status', status: code, text: '', headers: { location } })
    expect(await send({ retries: 1 })).toMatchObject({ hint: expect.stringContaining('redirects are not followed') })
    expect(receivers().other.posts).toEqual([])
    expect(receivers().webhook.posts).toHaveLength(1)
  })

  it('stops at once when the run is interrupted', async () => {
    const controller = new AbortController()
    receivers().webhook.onPost = () => {
      controller.abort(interrupted())
      return status(500)
    }
    expect(await send({ retries: 10 }, { signal: controller.signal })).toMatchObject({ kind: 'interrupted' })
    expect(receivers().webhook.posts).toHaveLength(1)
  })

  it('tells nothing of its address but the host, nor of secrets, though the receiver repeats them', async () => {
    const headers = { Authorization: 'Bearer fake-bearer-fake', 'X-Key': 'fake-key-1' }
    for (const code of [400, 403, 500, 302]) {
      receivers().webhook.onPost = (post) => status(code, `${post.path} ${JSON.stringify(post.headers)} ${SECRET}`)
      const error = await send({ secret: SECRET, headers })
      expect(isKnownError(error)).toBe(true)
      const told = isKnownError(error) ? `${error.message} ${error.hint}` : ''
      const signature = /v1=(\w+)/.exec(receivers().webhook.posts.at(-1)?.headers['x-ctrain-signature'] ?? '')?.[1] ?? ''
      for (const secret of [...TOKEN.split('/'), SECRET, 'fake-bearer-fake', 'fake-key-1', signature])
        expect(told).not.toContain(secret)
    }
    const unreachable = await send({ url: `https://nowhere.invalid/services/${TOKEN}?token=fake-query` })
    expect(String(unreachable)).toContain("nowhere.invalid can't be reached")
    expect(String(unreachable)).not.toMatch(/FAKE|fake-query/)
  })

  it('lets no control character of the answer reach the terminal', async () => {
    answering(status(400, 'no\u001b[31m\r\nmore\u202e'))
    expect(String(await send())).not.toMatch(/[\u0000-\u001f\u202e]/)
  })
})

describe('a webhook in the format of Slack', () => {
  it('is content with what Slack answers', async () => {
    expect(await send({ format: 'slack' })).toBeNull()
    const body: unknown = JSON.parse(receivers().webhook.posts[0]?.body ?? '')
    expect(body).toMatchObject({ text: drifted.title, blocks: expect.any(Array) })
  })

  it('does not take the page of a proxy for an answer', async () => {
    answering(status(200, '<!DOCTYPE html><html>sign in</html>'))
    expect(await send({ format: 'slack' })).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('answered with a page'),
    })
  })
})
