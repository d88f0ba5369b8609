import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { ColumnTable } from '../core/custom.js'
import { interrupted } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { type ModuleTask, type Thrown, type WorkerSetup, workerMessage } from './module-messages.js'
import { sendableError } from './sendable.js'

/** What came of a call. After anything but `value` and `failed` the thread is gone, and all further calls come to the same. */
export type Answer =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'failed'; readonly error: Thrown }
  | { readonly type: 'timeout' }
  /** It ended itself. */
  | { readonly type: 'ended' }
  /** An error that nothing caught. */
  | { readonly type: 'stray'; readonly error: Thrown }

/** A thread that runs a module of the user's. One call at a time. */
export interface ModuleThread {
  /** Waits at most so many milliseconds. Rejects when the run is interrupted. */
  call(task: ModuleTask, timeout: number): Promise<Answer>
  /** Blocks until there is an answer, for a second at most. */
  callNow(task: ModuleTask): Answer
  /** The end of what was printed since it was last asked for. */
  printed(): string
  /** What nobody was told about. */
  stray(): Thrown | null
  close(): Promise<void>
}

/** How long `callNow` waits, in milliseconds. */
export const NOW_MS = 1_000

const MOST_PRINTED = 2_000

export function startThread(file: string, params: WorkerSetup['params'], world: World): ModuleThread {
  const { port1: port, port2 } = new MessageChannel()
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  const setup: WorkerSetup = { file: pathToFileURL(file).href, params, port: port2, answered }
  // A file of its own also where the sources run as they are.
  const entry = createRequire(import.meta.url).resolve('#module-worker')
  const worker = new Worker(entry, { workerData: setup, transferList: [port2], stdout: true, stderr: true })
  let text = ''
  let gone: Answer | null = null
  let isTold = false
  let isClosed = false
  let lastId = 0
  let settle = (_: Answer) => {}
  const print = (part: unknown) => {
    text = `${text}${part}`.slice(-MOST_PRINTED)
  }
  const end = (how: Answer) => {
    gone ??= how
    settle(gone)
  }
  const receive = (received: unknown): Answer | null => {
    const message = workerMessage.parse(received)
    if (message.type !== 'printed') return message.id === lastId ? message : null
    print(message.text)
    return null
  }
  const receiveAll = (): Answer | null => {
    for (let answer: Answer | null = null; ; ) {
      const next = receiveMessageOnPort(port)
      if (next === undefined) return answer
      answer = receive(next.message) ?? answer
    }
  }
  const told = (answer: Answer) => {
    isTold ||= answer.type === 'stray'
    return answer
  }
  port.on('message', (received) => {
    const answer = receive(received)
    if (answer !== null) settle(answer)
  })
  worker.stdout.setEncoding('utf8').on('data', print)
  worker.stderr.setEncoding('utf8').on('data', print)
  worker.on('error', (error) => end({ type: 'stray', error: sendableError(error) }))
  worker.on('exit', () => end({ type: 'ended' }))
  const abort = () => end({ type: 'timeout' })
  world.signal.addEventListener('abort', abort)

  return {
    async call(task, timeout) {
      if (world.signal.aborted) throw interrupted()
      if (gone !== null) return told(gone)
      const answer = await new Promise<Answer>((resolve) => {
        const timer = setTimeout(() => end({ type: 'timeout' }), timeout)
        settle = (found) => {
          clearTimeout(timer)
          resolve(found)
        }
        lastId++
        port.postMessage({ id: lastId, task }, task.type === 'compute' ? buffersOf(task.table) : [])
      })
      if (gone !== null) await worker.terminate()
      if (world.signal.aborted) throw interrupted()
      return told(answer)
    },
    callNow(task) {
      if (gone !== null) return told(gone)
      lastId++
      port.postMessage({ id: lastId, task })
      // The count of an earlier answer may come after the answer itself.
      for (let isInTime = true; isInTime; ) {
        const count = Atomics.load(answered, 0)
        const answer = receiveAll()
        if (answer !== null) return answer
        isInTime = Atomics.wait(answered, 0, count, NOW_MS) !== 'timed-out'
      }
      end({ type: 'timeout' })
      return { type: 'timeout' }
    },
    printed() {
      if (!isClosed) receiveAll()
      const said = text.trim()
      text = ''
      return said
    },
    stray: () => (gone?.type === 'stray' && !isTold ? gone.error : null),
    async close() {
      world.signal.removeEventListener('abort', abort)
      await worker.terminate()
      receiveAll()
      port.close()
      isClosed = true
    },
  }
}

/** They are given away: the table is nobody else's. */
function buffersOf({ columns }: ColumnTable): ArrayBuffer[] {
  const views = columns.flatMap(({ type, values, nulls }) => [
    ...(type === 'text' ? [values.offsets, values.bytes] : [values]),
    ...(nulls === null ? [] : [nulls]),
  ])
  return [...new Set(views.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer)
}
