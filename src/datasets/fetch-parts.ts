import { setMaxListeners } from 'node:events'
import type { Readable } from 'node:stream'
import { retryBody } from '../aws/retry-body.js'
import type { ByteRange } from '../core/data-source.js'
import type { Sink } from './cache/index.js'
import type { Limiter } from './limiter.js'

/** Of a part that goes on where it broke off, so many bytes are committed as they come: a killed run keeps them. */
const STEP = 2 ** 18

export interface Fetching {
  /** For messages: action and URI. */
  readonly what: string
  /** Asks for the bytes of a range; the answer is known to be of these. */
  ask(range: ByteRange): Promise<Readable>
  /** Whether a range that broke off goes on where it did; else, for its checksum, it is asked for again whole. */
  readonly resumes: boolean
  readonly limiter: Limiter
  readonly signal: AbortSignal
  /** Bytes have come; below 0 = so many broke off and come again. */
  onBytes(count: number): void
  onRetry(message: string): void
}

/** Fetches parts, several at once; what has arrived for good is committed. The first failure ends all of them. */
export async function fetchParts(parts: readonly ByteRange[], sink: Sink, fetching: Fetching): Promise<void> {
  const failed = new AbortController()
  const signal = AbortSignal.any([fetching.signal, failed.signal])
  // Every part that is under way listens.
  setMaxListeners(0, signal)
  await Promise.allSettled(
    parts.map((part) =>
      fetching.limiter.run(async () => {
        signal.throwIfAborted()
        try {
          await fetchPart(part, sink, { ...fetching, signal })
        } catch (error) {
          failed.abort(error)
          throw error
        }
      }),
    ),
  )
  fetching.signal.throwIfAborted()
  failed.signal.throwIfAborted()
}

async function fetchPart(part: ByteRange, sink: Sink, { what, ask, resumes, signal, onBytes, onRetry }: Fetching): Promise<void> {
  let position = part.start
  let committed = part.start
  const commit = async () => {
    await sink.commit({ start: committed, end: position })
    committed = position
  }
  const read = async () => {
    if (!resumes) {
      onBytes(part.start - position)
      position = part.start
    }
    const body = await ask({ start: position, end: part.end })
    const stop = () => body.destroy()
    signal.addEventListener('abort', stop)
    try {
      for await (const chunk of body) {
        const bytes: Uint8Array = chunk
        if (position + bytes.length > part.end) throw new Error(`more than ${part.end - part.start} bytes arrived`)
        await sink.write(position, bytes)
        position += bytes.length
        onBytes(bytes.length)
        if (resumes && position - committed >= STEP) await commit()
      }
    } finally {
      signal.removeEventListener('abort', stop)
      body.destroy()
    }
    if (position < part.end) throw new Error(`${position - part.start} of ${part.end - part.start} bytes arrived`)
  }
  await retryBody(what, signal, read, onRetry)
  await commit()
}
