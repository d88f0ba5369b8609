import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import type { Thrown } from './module-messages.js'
import type { Answer, ModuleThread } from './module-thread.js'

/** Where in a module something went wrong. */
export interface Where {
  readonly file: string
  /** Completes "failed in …", e.g. "compute for slice new". */
  readonly what: string
  /** Milliseconds that it had. */
  readonly limit: number
  /** What to do if it took longer. */
  readonly advice: string
}

/** The error of a call that gave no value. The stack goes to the log. */
export function failure(answer: Exclude<Answer, { type: 'value' }>, where: Where, thread: ModuleThread, world: World): Error {
  if ('error' in answer) world.log.info(`the metric module ${where.file} threw\n${answer.error.stack}`)
  const { what, hint } = explain(answer, where)
  return knownError('config', `the metric module ${where.file} ${what}${printedBy(thread)}`, { hint })
}

/** The error of a module that could not be imported. */
export function loadFailure(answer: Exclude<Answer, { type: 'value' }>, where: Where, thread: ModuleThread, world: World): Error {
  if (answer.type !== 'failed') return failure(answer, where, thread, world)
  world.log.info(`the metric module ${where.file} threw\n${answer.error.stack}`)
  const { what, hint } = explainImport(answer.error, where.file)
  return knownError('config', `the metric module ${where.file} can't be loaded: ${what}${printedBy(thread)}`, { hint })
}

/** A path that leads to no file. */
export function noFile(file: string, why: string): Error {
  return knownError('config', `the metric module ${file} can't be loaded: ${why}`, { hint: IS_PATH })
}

/** A default export that is no metric. */
export function unusable(file: string, problem: string): Error {
  return knownError('config', `the metric module ${file} ${problem}`, { hint: SHAPE })
}

/** A value that is neither a number nor null. */
export function oddValue(odd: string, { file, what }: Where): Error {
  return knownError('config', `the metric module ${file} gave ${odd}, not a number, in ${what}`, {
    hint: 'give a finite number (of a bigint, Number(…)), or null where the metric is undefined',
  })
}

const IS_PATH = 'metric.module is the path of an ES module (.mjs) with a default export, relative to the config'
const SHAPE =
  'export default { direction: "higher", sums: { gain: "SQL per row" }, finish(sums) {…} } or { direction, columns: ["label", "prediction"], compute(table) {…} }'

interface Explained {
  readonly what: string
  readonly hint: string
}

function explain(answer: Exclude<Answer, { type: 'value' }>, { what, limit, advice }: Where): Explained {
  switch (answer.type) {
    case 'failed':
      return { what: `failed in ${what}: ${told(answer.error)}`, hint: OWN_FAULT }
    case 'timeout':
      return { what: `did not come back from ${what} within ${limit / 1000} s`, hint: advice }
    case 'ended':
      return {
        what: `ended itself in ${what}`,
        hint: 'a module must not exit: let it throw an error, or give null where the metric is undefined',
      }
    case 'stray':
      return { what: `failed in ${what}, by an error that nothing caught: ${told(answer.error)}`, hint: OWN_FAULT }
  }
}

const OWN_FAULT = 'the error is the module’s own; --verbose shows its stack'

function explainImport(error: Thrown, file: string): Explained {
  const missing = missingImport(error)
  if (missing !== null) {
    const by = missing.by === file ? 'it' : missing.by
    return { what: `${by} imports ${missing.name}, which can't be found`, hint: 'install it, or correct the import' }
  }
  if (error.code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?tsx?$/.test(file)) {
    return { what: 'this Node does not read TypeScript', hint: 'compile it to .mjs and name that, or run Node 22.18 or later' }
  }
  if (error.message.startsWith('SyntaxError') && error.place === null) {
    return { what: told(error), hint: `node ${file} shows where` }
  }
  return { what: told(error), hint: IS_PATH }
}

/** An import, by `import` or `require`, of what is not there. */
function missingImport({ message, code }: Thrown): { readonly name: string; readonly by: string } | null {
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return null
  const [, name, by] =
    /Cannot find (?:module|package) '([^']+)' imported from (.+)/.exec(message) ??
    /Cannot find module '([^']+)'\nRequire stack:\n- (.+)/.exec(message) ??
    []
  return name === undefined || by === undefined ? null : { name, by }
}

function told({ message, place }: Thrown): string {
  return place === null ? message : `${message} (at ${place})`
}

function printedBy(thread: ModuleThread): string {
  const printed = thread.printed()
  return printed === '' ? '' : `; what it printed ends with:\n${printed}`
}
