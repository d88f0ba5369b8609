import type { MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import type { ColumnTable } from '../core/custom.js'
import type { Statistics } from '../core/metric.js'

/** What a worker is given from the start. */
export interface WorkerSetup {
  /** URL of the module. */
  readonly file: string
  readonly params: Readonly<Record<string, unknown>>
  readonly port: MessagePort
  /** One number in shared memory: how many answers were sent. */
  readonly answered: Int32Array
}

/** One at a time; each gets one answer. */
export interface Call {
  readonly id: number
  readonly task: ModuleTask
}

export type ModuleTask =
  | { readonly type: 'load' }
  | { readonly type: 'compute'; readonly table: ColumnTable }
  | { readonly type: 'finish'; readonly statistics: Statistics }

const thrown = z.object({
  /** Name and message. */
  message: z.string(),
  code: z.string().nullable(),
  /** `file:line:column` in the user's code, where the stack names one. */
  place: z.string().nullable(),
  stack: z.string(),
})

/** What a module threw, as it can be told in another thread. */
export type Thrown = z.output<typeof thrown>

/** What a worker says. */
export const workerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('printed'), text: z.string() }),
  z.object({ type: z.literal('value'), id: z.number(), value: z.unknown() }),
  z.object({ type: z.literal('failed'), id: z.number(), error: thrown }),
])

export type WorkerMessage = z.output<typeof workerMessage>

/** The value of `load`: all names that a module exports, and its default export as it could be sent. */
export const moduleExports = z.object({ names: z.array(z.string()), default: z.unknown() })

/** The value of `compute` and `finish`. */
export const moduleNumber = z.union([z.number(), z.null(), z.object({ odd: z.string() })])
