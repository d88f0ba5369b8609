import { type Handler, headersOf, type LocalServer, listen, pause, readBody, reset, send } from './http-server.js'

/** What the receiver does with one message. */
export type WebhookAnswer =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly text?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Headers, then a body that never ends. */
  | { readonly kind: 'endless'; readonly status: number }

export interface Posted {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A receiver of webhooks that keeps what it was sent, and answers `ok`. */
export interface WebhookServer extends LocalServer {
  /** Every try in order of arrival. */
  readonly posts: readonly Posted[]
  onPost: ((post: Posted) => WebhookAnswer | undefined) | undefined
  /** Forgets everything, and answers as usual. */
  clear(): void
}

export async function startWebhook(): Promise<WebhookServer> {
  const state: State = { posts: [], onPost: undefined }
  const clear = () => {
    state.posts.length = 0
    state.onPost = undefined
  }
  return Object.assign(state, await listen(handler(state)), { clear })
}

interface State {
  readonly posts: Posted[]
  onPost: ((post: Posted) => WebhookAnswer | undefined) | undefined
}

function handler(state: State): Handler {
  return async (incoming, response, closing) => {
    const body = (await readBody(incoming)).toString()
    const post = { method: incoming.method ?? '', path: incoming.url ?? '', headers: headersOf(incoming), body }
    state.posts.push(post)
    const answer = state.onPost?.(post) ?? { kind: 'status', status: 200 }
    if (answer.kind === 'reset') return reset(incoming)
    if (answer.kind === 'delay') await pause(answer.ms, closing)
    if (answer.kind === 'endless') {
      response.writeHead(answer.status, { 'content-type': 'text/plain' })
      while (!response.destroyed && !closing.aborted) {
        response.write('and so on ')
        await pause(1, closing)
      }
      return
    }
    const { status = 200, text = 'ok', headers = {} } = answer.kind === 'status' ? answer : {}
    send({ status, headers: { 'content-type': 'text/plain', ...headers }, body: Buffer.from(text) }, incoming, response)
  }
}
