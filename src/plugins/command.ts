import type { CommandSpec, TableRequest } from '../core/custom.js'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { arrowStream } from './arrow.js'
import { type Conversation, type ProgramEvent, startProgram } from './program.js'

/**
 * The value of each table, from a program that reads Arrow IPC streams on stdin and prints a JSON number
 * for each. It gets all tables in one start; if it ends after its first answer, it is started once per table.
 */
export async function runCommand(
  spec: CommandSpec,
  directory: string,
  requests: readonly TableRequest[],
  world: World,
): Promise<(number | null)[]> {
  const values: (number | null)[] = []
  let answersOnce = false
  while (values.length < requests.length) {
    const pending = answersOnce ? requests.slice(values.length, values.length + 1) : requests.slice(values.length)
    const answers = await ask(spec, directory, pending, world)
    if (answers.length < pending.length && !answersOnce) {
      answersOnce = true
      warnOfStarts(spec, 1 + requests.length - answers.length, world)
    }
    values.push(...answers)
  }
  return values
}

function warnOfStarts({ command }: CommandSpec, starts: number, world: World): void {
  world.log.warn(
    `the metric command ${command.join(' ')} ends before it has read every table, so it is started ${starts} times; to be started once, it must read streams in a loop until there are no more (docs/custom-metrics.md has an example)`,
  )
}

/** One start of the program: at least one answer, in the order of the tables. */
async function ask(
  spec: CommandSpec,
  directory: string,
  requests: readonly TableRequest[],
  world: World,
): Promise<(number | null)[]> {
  const program = startProgram(spec.command, directory, spec.timeout, world)
  const answers: (number | null)[] = []
  const written = write(program, requests).then(
    () => null,
    (error: unknown) => ({ error }),
  )
  try {
    for (;;) {
      const event = await program.next()
      const value = event.type === 'line' && answers.length < requests.length ? parse(event.text) : undefined
      const problem = value === undefined ? problemOf(event, { given: answers.length, asked: requests.length }, spec) : null
      if (problem !== null) throw failure(spec, problem, requests[answers.length]?.name ?? null, program.stderr())
      if (value === undefined) break
      answers.push(value)
    }
    const fault = await written
    if (fault !== null) throw fault.error
    return answers
  } finally {
    await program.stop()
  }
}

interface Problem {
  readonly what: string
  readonly hint: string
}

interface Numbers {
  readonly given: number
  readonly asked: number
}

/** Null = it has ended as it should. */
function problemOf(event: ProgramEvent, numbers: Numbers, { timeout }: CommandSpec): Problem | null {
  switch (event.type) {
    case 'line':
      return { what: `printed ${shown(event.text)}, which is no JSON number that was asked for,`, hint: ONE_LINE }
    case 'timeout':
      return lateness(numbers, timeout / 1000)
    case 'flood':
      return { what: 'printed more than 1 MB', hint: ONE_LINE }
    case 'missing':
      return {
        what: `can't be started: ${event.why},`,
        hint: 'metric.command is a program, looked up on PATH, and its arguments',
      }
    case 'exit': {
      const how = event.code === null ? `signal ${event.signal}` : `exit code ${event.code}`
      if (event.code !== 0) return { what: `ended with ${how}`, hint: 'the fault is in the program; run it by hand to see more' }
      return numbers.given === 0 ? { what: 'ended without printing a number', hint: ONE_LINE } : null
    }
  }
}

function lateness({ given, asked }: Numbers, seconds: number): Problem {
  if (given === asked)
    return { what: `did not end within ${seconds} s after its last number`, hint: 'it must end when stdin does' }
  const flush = given === 0 ? ', let it flush each number, so that each has its own time,' : ''
  return { what: `gave no number within ${seconds} s`, hint: `make it faster${flush} or raise metric.timeout` }
}

const ONE_LINE = 'it must print one JSON number, or null, per Arrow stream on stdin, each on a line of its own, and nothing else'

async function write(program: Conversation, requests: readonly TableRequest[]): Promise<void> {
  for (const request of requests) {
    if (!(await program.give(await arrowStream(request.table())))) return
  }
  program.endInput()
}

/** Undefined = neither a finite number nor null. */
function parse(line: string): number | null | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  return value === null || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined
}

function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}

function failure({ command }: CommandSpec, { what, hint }: Problem, place: string | null, stderr: string): Error {
  // A clause ends with a comma only where the sentence goes on.
  const whatWhere = place === null ? what.replace(/,$/, '') : `${what} for ${place}`
  const said = stderr === '' ? '' : `; its stderr ends with:\n${stderr}`
  return knownError('config', `the metric command ${command.join(' ')} ${whatWhere}${said}`, { hint })
}
