import { didYouMean } from '../config/did-you-mean.js'
import { parseKey } from '../config/slice-keys.js'
import { knownError } from '../core/errors.js'
import type { Column, EngineSession } from '../core/ports.js'
import { same } from '../core/sql.js'

type Values = readonly (string | null)[]

/** Refuses names that the dataset has no column of. */
export async function requireColumns(
  by: readonly string[],
  place: string,
  session: Pick<EngineSession, 'columns'>,
): Promise<readonly Column[]> {
  const columns = await session.columns()
  const names = columns.map(({ name }) => name)
  return by.map((name) => {
    const found = columns.find((column) => same(column.name, name))
    if (found !== undefined) return found
    throw knownError('data', `${place} by ${by.join(', ')}: the dataset has no column "${name}"`, {
      hint: `${didYouMean(name, names)} (columns there are: ${names.join(', ')})`,
    })
  })
}

/** The values that keys name, as their columns write them. Refuses a key that can't be one, and two that mean the same rows. */
export async function valuesOf(
  columns: readonly Column[],
  keys: readonly string[],
  place: (key: string) => string,
  session: Pick<EngineSession, 'valuesOf'>,
): Promise<readonly Values[]> {
  const texts = keys.map((key) => parseKey(key, columns.length))
  const written: ReadonlyMap<string, string | null>[] = []
  for (const [index, { name }] of columns.entries()) {
    const ofColumn = texts.map((each) => each[index] ?? null)
    written.push(await writtenAs(name, ofColumn, session))
  }
  const values = keys.map((key, position) =>
    columns.map((column, index) => {
      const text = texts[position]?.[index] ?? null
      const value = text === null ? null : (written[index]?.get(text) ?? null)
      if (text !== null && value === null) throw notAValue(text, column, place(key))
      return value
    }),
  )
  refuseSameValues(columns, keys, values, place)
  return values
}

async function writtenAs(
  column: string,
  values: Values,
  session: Pick<EngineSession, 'valuesOf'>,
): Promise<ReadonlyMap<string, string | null>> {
  const texts = [...new Set(values.filter((value) => value !== null))]
  const found = texts.length === 0 ? [] : await session.valuesOf(column, texts)
  return new Map(texts.map((text, index) => [text, found[index] ?? null]))
}

function notAValue(text: string, { name, type }: Column, place: string): Error {
  return knownError('config', `${place} weights: "${text}" can't be a value of the column "${name}", which has type ${type}`, {
    hint: `name values that ${name} can have; "*" = all others, null = the rows without a value`,
  })
}

function refuseSameValues(
  columns: readonly Column[],
  keys: readonly string[],
  values: readonly Values[],
  place: (key: string) => string,
): void {
  const known = new Map<string, string>()
  for (const [index, key] of keys.entries()) {
    const value = JSON.stringify(values[index])
    const first = known.get(value)
    known.set(value, key)
    if (first === undefined) continue
    const names = columns.map(({ name }) => name).join(', ')
    throw knownError('config', `${place(key)} weights: "${first}" and "${key}" are the same value of ${names}`, {
      hint: 'keep one of them',
    })
  }
}
