import type { CommandSpec } from './spec.js'

export const schema: CommandSpec = {
  name: 'schema',
  summary: 'print the JSON Schema of the config, for editors',
  examples: ['ctrain schema > ctrain.schema.json'],
  configure: (command) => command,
  async run(_flags, io) {
    const { jsonSchema } = await import('../../config/json-schema.js')
    io.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`)
    return 0
  },
}
