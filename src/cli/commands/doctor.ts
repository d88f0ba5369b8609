import { InvalidArgumentError } from 'commander'
import { addConfigOption, formatOption, modelOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const doctor: CommandSpec = {
  name: 'doctor',
  summary: 'check config, credentials, and access to all that the models need',
  examples: ['ctrain doctor', 'ctrain doctor --model churn', 'ctrain doctor --format json'],
  configure: (command) =>
    addConfigOption(command.addOption(modelOption()))
      .option('--timeout <duration>', 'time that one check may take (default: 30s)', parseDuration)
      .addOption(formatOption(['table', 'json'])),
  run: async (flags, io) => (await import('../doctor.js')).printCheckup(flags, io),
}

function parseDuration(text: string): string {
  if (!/^[1-9]\d{0,3}[sm]$/.test(text)) throw new InvalidArgumentError('Write e.g. 10s or 2m.')
  return text
}
