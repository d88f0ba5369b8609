import { z } from 'zod'
import type { Direction, Task } from '../core/metric.js'
import { moduleExports } from './module-messages.js'
import { FUNCTION } from './sendable.js'

/** What a module says of its metric. */
export type ModuleShape = Described &
  (
    | { readonly kind: 'sums'; readonly sums: Readonly<Record<string, string>> }
    | { readonly kind: 'columns'; readonly columns: readonly string[] }
  )

interface Described {
  readonly name: string | null
  readonly direction: Direction
  readonly task: Task | null
}

/** What a module exports, or what is wrong with it: completes "the metric module …". */
export function readShape(loaded: unknown): ModuleShape | { readonly problem: string } {
  const { names, default: exported } = moduleExports.parse(loaded)
  if (!names.includes('default')) {
    return { problem: `has no default export${names.length === 0 ? '' : ` (it exports ${names.join(', ')})`}` }
  }
  if (typeof exported !== 'object' || exported === null || Array.isArray(exported) || isFunction(exported)) {
    return { problem: `exports ${isFunction(exported) ? 'a function' : String(exported)} by default, which must be an object` }
  }
  const [hasSums, hasCompute] = [hasKey(exported, 'sums'), hasKey(exported, 'compute')]
  if (hasSums === hasCompute) {
    return { problem: hasSums ? 'has both sums and compute: keep one' : `has neither sums nor compute${keysOf(exported)}` }
  }
  if (hasSums) {
    const { success, data, error } = withSums.safeParse(exported)
    return success ? { kind: 'sums', ...described(data), sums: data.sums } : { problem: problemOf(error, exported) }
  }
  const { success, data, error } = withColumns.safeParse(exported)
  return success ? { kind: 'columns', ...described(data), columns: data.columns } : { problem: problemOf(error, exported) }
}

function problemOf({ issues }: z.ZodError, exported: object): string {
  const keys = [...new Set(issues.map(({ path }) => String(path[0])))]
  return keys
    .map((key, index) => {
      const must = `must be ${EXPECTED[key]}`
      if (hasKey(exported, key)) return `has ${shown(Reflect.get(exported, key))} as ${key}, which ${must}`
      return `has no ${key}, which ${must}${index === 0 ? keysOf(exported) : ''}`
    })
    .join('; it ')
}

const EXPECTED: Readonly<Record<string, string>> = {
  name: 'text',
  direction: '"higher" or "lower"',
  task: '"binary", "multiclass" or "regression"',
  columns: 'a list of names of columns',
  sums: 'SQL by name, such as { n: "1" }',
  finish: 'a function of the sums',
  compute: 'a function of an Arrow table',
}

const common = {
  name: z.string().min(1).optional(),
  direction: z.enum(['higher', 'lower']),
  task: z.enum(['binary', 'multiclass', 'regression']).optional(),
}
const method = z.custom(isFunction)
const withSums = z.object({
  ...common,
  sums: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).refine((sums) => Object.keys(sums).length > 0),
  finish: method,
})
const withColumns = z.object({
  ...common,
  columns: z.array(z.string().min(1)).min(1).default(['label', 'prediction']),
  compute: method,
})

function described({ name, direction, task }: DescribedInput): Described {
  return { name: name ?? null, direction, task: task ?? null }
}

type DescribedInput = Pick<z.output<typeof withColumns>, 'name' | 'direction' | 'task'>

function isFunction(value: unknown): boolean {
  return z.object({ type: z.literal(FUNCTION.type) }).safeParse(value).success
}

function hasKey(object: object, key: string): boolean {
  return Reflect.get(object, key) !== undefined
}

function keysOf(object: object): string {
  const keys = Object.keys(object)
  return keys.length === 0 ? '' : ` (it has ${keys.join(', ')})`
}

function shown(value: unknown): string {
  return isFunction(value) ? 'a function' : (JSON.stringify(value) ?? String(value)).slice(0, 80)
}
