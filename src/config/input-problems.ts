import { z } from 'zod'
import { pathProblem } from '../core/input-context.js'
import { type Placeholder, placeholdersOf } from '../core/template.js'
import { didYouMean } from './did-you-mean.js'
import type { Issue } from './document.js'

/** Placeholders of `retrain.input` that can never have a value. */
export const placeholdersExist = (model: unknown): Issue[] => {
  const input = Template.safeParse(model).data?.retrain.input
  const names = sliceNames(model)
  return placeholdersOf(input).flatMap(({ path, placeholder }) => {
    const problem = problemOf(placeholder, names)
    return problem === null ? [] : [{ path: ['retrain', 'input', ...path], message: problem }]
  })
}

function problemOf({ path, written }: Placeholder, names: readonly string[] | null): string | null {
  const problem = pathProblem(path, names)
  if (problem === null) return null
  const { depth, choices } = problem
  const parent = path.slice(0, depth).join('.')
  const key = path[depth] ?? ''
  if (choices.length === 0) return `\${${written}} is no placeholder: ${parent} has nothing like ${key} (shorten it)`
  const known = choices.map((choice) => (parent === '' ? choice : `${parent}.${choice}`))
  return `\${${written}} is no placeholder (${didYouMean(parent === '' ? key : `${parent}.${key}`, known)})`
}

/** Null where values of columns make slices, which only the data tells. */
function sliceNames(model: unknown): readonly string[] | null {
  const { data } = Slices.safeParse(model)
  if (data === undefined) return null
  return data.slices === 'all' ? ['all'] : data.slices.map(({ name }) => name)
}

const Template = z.object({ retrain: z.object({ input: z.unknown() }) })
const Slices = z.object({
  slices: z.union([z.array(z.object({ name: z.string(), by: z.undefined().optional() })), z.literal('all')]).default('all'),
})
