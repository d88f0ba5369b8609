import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { workerData } from 'node:worker_threads'
import { arrowTable } from './arrow.js'
import type { Call, ModuleTask, WorkerMessage, WorkerSetup } from './module-messages.js'
import { sendableError, sendableExport, sendableNumber } from './sendable.js'

// The entry of a worker thread: it imports a module of the user's and calls its functions.
const { file, params, port, answered }: WorkerSetup = workerData
let exported: unknown

port.on('message', (call: Call) => {
  answer(call)
})

// What is printed arrives even if the module never comes back.
const sink = new Writable({
  decodeStrings: false,
  write(text, _, done) {
    say({ type: 'printed', text: String(text) })
    done()
  },
})
globalThis.console = new Console({ stdout: sink, stderr: sink })

async function answer({ id, task }: Call): Promise<void> {
  try {
    say({ type: 'value', id, value: await perform(task) })
  } catch (thrown) {
    say({ type: 'failed', id, error: sendableError(thrown) })
  }
  Atomics.add(answered, 0, 1)
  Atomics.notify(answered, 0)
}

async function perform(task: ModuleTask): Promise<unknown> {
  switch (task.type) {
    case 'load': {
      const module: object = await import(file)
      exported = Reflect.get(module, 'default')
      return { names: Object.keys(module), default: sendableExport(exported) }
    }
    case 'compute':
      return sendableNumber(await callExported('compute', await arrowTable(task.table)))
    case 'finish':
      return sendableNumber(await callExported('finish', task.statistics))
  }
}

/** As a method: the module may keep what it needs beside it. */
function callExported(name: 'compute' | 'finish', argument: unknown): unknown {
  const object = Object(exported)
  const method: unknown = Reflect.get(object, name)
  if (typeof method !== 'function') throw new TypeError(`${name} is no function any more`)
  return Reflect.apply(method, object, [argument, params])
}

function say(message: WorkerMessage): void {
  port.postMessage(message)
}
