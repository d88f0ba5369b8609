import { addModelOptions } from '../options.js'
import type { CommandSpec } from './spec.js'

export const pull: CommandSpec = {
  name: 'pull',
  summary: 'fetch the drift dataset of a model into the cache',
  examples: ['ctrain pull --model churn', 'ctrain pull --model churn --date 2026-11-07'],
  configure: addModelOptions,
  run: async (flags, io) => (await import('../pull.js')).printPull(flags, io),
}
