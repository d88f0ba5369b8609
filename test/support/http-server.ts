import { once, setMaxListeners } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** A server on 127.0.0.1. */
export interface LocalServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  /** Drops every connection, also the stalled ones, and frees the port. May be called twice. */
  close(): Promise<void>
}

/** Answers one request. The signal aborts when the server closes. */
export type Handler = (request: IncomingMessage, response: ServerResponse, closing: AbortSignal) => Promise<void>

/** A complete answer; a body fault may still cut it while it is sent. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Instead of the body, one that is too large to be in memory. */
  readonly pieces?: { readonly length: number; read(): Iterable<Buffer> }
}

/** Port 0 takes any free one. Rejects with EADDRINUSE when the port is taken. */
export async function listen(handle: Handler, port = 0): Promise<LocalServer> {
  const closing = new AbortController()
  // Any number of answers may wait for it at once.
  setMaxListeners(0, closing.signal)
  const server = createServer((request, response) => {
    // A client that hung up is no bug; anything else must fail the test run as an unhandled rejection.
    handle(request, response, closing.signal).catch((error: unknown) => {
      if (closing.signal.aborted || request.socket.destroyed) return
      request.socket.destroy()
      throw error
    })
  })
  // An idle connection that closes just when a client uses it again would look like a fault that nobody ordered.
  server.keepAliveTimeout = 0
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Headers by lower-case name; repeated ones are joined. */
export function headersOf(request: IncomingMessage): Readonly<Record<string, string>> {
  const entries = Object.entries(request.headers)
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]))
}

/** Sends the whole answer and returns the number of body bytes. HEAD keeps the Content-Length and gets no body. */
export function send({ status, headers, body }: Answer, request: IncomingMessage, response: ServerResponse): number {
  const isBodiless = status === 204 || status === 304
  response.writeHead(status, isBodiless ? headers : { 'content-length': String(body.length), ...headers })
  const sent = isBodiless || request.method === 'HEAD' ? Buffer.alloc(0) : body
  response.end(sent)
  return sent.length
}

/** Sends a body piece by piece, as fast as the client takes it; tells of each. */
export async function sendPieces(
  { status, headers }: Answer,
  { length, read }: NonNullable<Answer['pieces']>,
  request: IncomingMessage,
  response: ServerResponse,
  sent: (bytes: number) => void,
): Promise<void> {
  response.writeHead(status, { 'content-length': String(length), ...headers })
  if (request.method !== 'HEAD') {
    for (const piece of read()) {
      if (response.destroyed) return
      sent(piece.length)
      // A client that hangs up never drains.
      if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')])
    }
  }
  response.end()
}

/** Cuts the connection hard: the client sees ECONNRESET. */
export function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy()
}

/** Sleeps, or returns early when the server closes. */
export async function pause(ms: number, closing: AbortSignal): Promise<void> {
  if (ms === 0) return
  await sleep(ms, undefined, { signal: closing }).catch(() => {})
}
