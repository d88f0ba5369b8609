import { addConfigOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const validate: CommandSpec = {
  name: 'validate',
  summary: 'check a config and report every problem at once',
  examples: ['ctrain validate', 'ctrain validate --config fixtures/ctrain.yaml'],
  configure: addConfigOption,
  run: async (flags, io) => (await import('../validate.js')).printValidation(flags, io),
}
