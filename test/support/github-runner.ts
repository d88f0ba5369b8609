import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { startChild } from './child.js'

const Step = z.looseObject({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
})

const Action = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({ default: z.string() })),
  outputs: z.record(z.string(), z.looseObject({ value: z.string() })),
  runs: z.looseObject({ steps: z.array(Step) }),
})

export type Action = z.output<typeof Action>

type Values = Readonly<Record<string, string>>

export function readAction(file: string): Action {
  return Action.parse(parse(readFileSync(file, 'utf8')))
}

/** What a job sees of an action that it has used. */
export interface Used {
  /** Of the step that failed; 0 = none did. */
  readonly code: number
  readonly outputs: Values
  readonly summary: string
  readonly log: string
}

/** Uses a composite action as the runner of GitHub does, in a folder of its own; actions that it uses itself are passed over. */
export async function useAction(actionPath: string, given: Values, env: NodeJS.ProcessEnv): Promise<Used> {
  const action = readAction(path.join(actionPath, 'action.yml'))
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ctrain-runner-'))
  const file = (name: string) => path.join(folder, name)
  mkdirSync(file('temp'))
  writeFileSync(file('summary'), '')
  const context: Record<string, string> = {}
  for (const [name, input] of Object.entries(action.inputs)) {
    context[`inputs.${name}`] = given[name] ?? fill(input.default, { 'github.token': 'token' })
  }
  let log = ''
  let code = 0
  for (const step of action.runs.steps) {
    if (step.run === undefined || code !== 0 || !holds(step.if, context)) continue
    writeFileSync(file('script.sh'), step.run)
    writeFileSync(file('output'), '')
    const { done } = startChild(['bash', '--noprofile', '--norc', '-eo', 'pipefail', file('script.sh')], {
      cwd: folder,
      env: {
        ...process.env,
        GITHUB_ACTIONS: 'true',
        GITHUB_ACTION_PATH: actionPath,
        GITHUB_OUTPUT: file('output'),
        GITHUB_STEP_SUMMARY: file('summary'),
        GITHUB_WORKSPACE: folder,
        RUNNER_TEMP: file('temp'),
        ...env,
        ...Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, fill(text, context)])),
      },
    })
    const ended = await done
    log += ended.out + ended.err
    code = ended.code ?? 1
    for (const [, name, value = ''] of readFileSync(file('output'), 'utf8').matchAll(/^(.+?)=(.*)$/gm)) {
      context[`steps.${step.id}.outputs.${name}`] = value
    }
  }
  const outputs = Object.entries(action.outputs).map(([name, { value }]) => [name, fill(value, context)])
  return { code, outputs: Object.fromEntries(outputs), summary: readFileSync(file('summary'), 'utf8'), log }
}

/** Outputs that no step has written are empty, as they are on GitHub. */
function fill(text: string, context: Values): string {
  return text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => context[name] ?? '')
}

/** Knows of expressions what the action has: comparisons with a text, joined by `&&`. */
function holds(expression: string | undefined, context: Values): boolean {
  return (expression?.split(' && ') ?? []).every((part) => {
    const [, name = '', operator, text] = /^([\w.-]+) (==|!=) '(.*)'$/.exec(part) ?? []
    if (operator === undefined) throw new Error(`this stand-in for the runner does not know ${part}`)
    return ((context[name] ?? '') === text) === (operator === '==')
  })
}
