import { parse, parseDocument } from 'yaml'
import { jsonSchema, schemaAt } from '../../../src/config/json-schema.js'
import { CHURN, configOf } from './config.js'

type Keys = Readonly<Record<string, unknown>>

/** The whole configs that a YAML example stands for: itself, or the parts that it shows put into a model. Null = it is none. */
export function configsOf(text: string): readonly unknown[] | null {
  const configs = alternatives(text).map((each) => configOfPart(parse(each)))
  return configs.every((config) => config !== null) ? configs : null
}

/** The same key twice: each line is one way to write it. */
function alternatives(text: string): string[] {
  const isTwice = parseDocument(text).errors.some(({ code }) => code === 'DUPLICATE_KEY')
  return isTwice ? text.split('\n').filter((line) => line.trim() !== '') : [text]
}

function configOfPart(part: unknown): unknown {
  if (!isKeys(part)) return null
  if (Object.hasOwn(part, 'version')) return part
  const place = PLACES.find(({ keys }) => Object.keys(part).every((key) => keys.includes(key)))
  return place?.put(part) ?? null
}

/** Where the keys of a part belong, from the outside inwards, by the schema of the config. */
const PLACES = [
  { keys: keysAt(), put: ({ models = {}, ...rest }: Keys) => ({ ...configOf({ churn: CHURN, ...modelsOf(models) }), ...rest }) },
  { keys: keysAt('models', 'NAME'), put: (part: Keys) => configOf({ churn: { ...CHURN, ...part } }) },
  { keys: keysAt('models', 'NAME', 'dataset'), put: (part: Keys) => modelWith({ dataset: { ...CHURN.dataset, ...part } }) },
  { keys: keysAt('models', 'NAME', 'retrain'), put: (part: Keys) => modelWith({ retrain: { ...CHURN.retrain, ...part } }) },
]

function keysAt(...path: readonly string[]): string[] {
  return Object.keys(schemaAt(jsonSchema(), path)?.properties ?? {})
}

function modelWith(keys: Keys) {
  return configOf({ churn: { ...CHURN, ...keys } })
}

function modelsOf(models: unknown): Keys {
  const entries = Object.entries(isKeys(models) ? models : {})
  return Object.fromEntries(entries.map(([name, model]) => [name, { ...CHURN, ...Object(model) }]))
}

function isKeys(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
