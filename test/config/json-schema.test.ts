import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { jsonSchema } from '../../src/config/json-schema.js'

const FIXTURES = new URL('../../fixtures/', import.meta.url)
const schema = jsonSchema()
const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)

describe('the JSON Schema of the config', () => {
  it('says what it is the schema of', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'urn:ctrain:config:1',
      title: 'ctrain.yaml',
    })
  })

  it.each(readdirSync(FIXTURES).filter((name) => name.endsWith('.yaml')))('takes fixtures/%s', (name) => {
    validate(read(name))
    expect(validate.errors).toBe(null)
  })

  it('lets a JSON config name it', () => {
    expect(validate({ $schema: 'node_modules/ctrain/dist/schema.json', ...read('ctrain.yaml') })).toBe(true)
  })

  it('refuses what ctrain validate refuses, where it stands', () => {
    const { models, ...rest } = read('ctrain.yaml')
    expect(validate({ ...rest, models, modles: {} })).toBe(false)
    expect(validate.errors).toMatchObject([{ keyword: 'additionalProperties', params: { additionalProperty: 'modles' } }])
    expect(validate({ ...rest, models: { ...models, churn: { metric: 'roc_auc' } } })).toBe(false)
    expect(validate.errors?.map(({ instancePath, params }) => [instancePath, params])).toContainEqual([
      '/models/churn',
      { missingProperty: 'dataset' },
    ])
  })
})

function read(name: string) {
  return parse(readFileSync(new URL(name, FIXTURES), 'utf8'))
}
