import { z } from 'zod'
import type { ConfigPath } from './document.js'
import { configSchema } from './schema.js'

/** The part of JSON Schema (draft 2020-12) that is read here. */
export interface JsonSchema {
  readonly description?: string | undefined
  readonly type?: string | readonly string[] | undefined
  readonly default?: unknown
  readonly enum?: readonly unknown[] | undefined
  readonly required?: readonly string[] | undefined
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined
  readonly additionalProperties?: JsonSchema | boolean | undefined
  readonly items?: JsonSchema | undefined
  readonly anyOf?: readonly JsonSchema[] | undefined
}

/** The JSON Schema of the config file, for editors and for the docs; the package has it as `ctrain/schema.json`. */
export function jsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' })
  const head = { $schema, $id: SCHEMA_ID, title: 'ctrain.yaml' }
  return { ...head, ...Schema.parse(schema) }
}

/** A name, no address: schemas of different versions of the config differ in it. */
const SCHEMA_ID = 'urn:ctrain:config:1'

/** The schema of the value at a path, or undefined where the schema knows no such place. */
export function schemaAt(root: JsonSchema, path: ConfigPath): JsonSchema | undefined {
  let schema: JsonSchema | undefined = root
  for (const key of path) schema = schema && step(schema, key)
  return schema
}

function step(schema: JsonSchema, key: string | number): JsonSchema | undefined {
  if (typeof key === 'number') return schema.items ?? schema.anyOf?.find((option) => option.items)?.items
  const { additionalProperties: more } = schema
  return schema.properties?.[key] ?? (typeof more === 'object' ? more : undefined)
}

const Schema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    description: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), Schema).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
    items: Schema.optional(),
    anyOf: z.array(Schema).optional(),
  }),
)
