import { Argument, InvalidArgumentError } from 'commander'
import { addConfigOption, formatOption } from '../options.js'
import type { CommandSpec } from './spec.js'

export const cache: CommandSpec = {
  name: 'cache',
  summary: 'list what the cache keeps, or clear it',
  examples: ['ctrain cache ls', 'ctrain cache clear', 'ctrain cache clear --older-than 30d'],
  configure: (command) =>
    addConfigOption(command.addArgument(new Argument('<action>', 'what to do').choices(['ls', 'clear'])))
      .option('--older-than <duration>', 'clear only what was last used longer ago, e.g. 12h or 30d', parseDuration)
      .addOption(formatOption(['table', 'json'])),
  run: async (flags, io) => (await import('../cache.js')).printCache(flags, io),
}

function parseDuration(text: string): string {
  if (!/^\d{1,6}[smhd]$/.test(text)) throw new InvalidArgumentError('Write e.g. 12h or 30d.')
  return text
}
