import { addModelOptions } from '../options.js'
import type { CommandSpec } from './spec.js'

export const score: CommandSpec = {
  name: 'score',
  summary: 'score a model per slice, without comparing',
  examples: ['ctrain score --model churn', 'ctrain score --all --format json'],
  configure: addModelOptions,
  run: async (flags, io) => (await import('../report.js')).printReport('score', flags, io),
}
