import type { Config } from '../../config/load.js'
import type { NotifyPlan } from '../../core/run-plan.js'
import { resourceOfBus } from '../../notifiers/addresses.js'
import type { NotifyTarget } from '../../notifiers/targets.js'
import { notifyEntries } from '../notify-targets.js'

export function explainNotify(name: string, config: Config): NotifyPlan[] {
  return notifyEntries(name, config).map(({ entry: { on, target } }) => ({ on, target: shown(target) }))
}

function shown(target: NotifyTarget): string {
  switch (target.kind) {
    case 'sns':
      return target.topic
    case 'eventbridge':
      return resourceOfBus(target)
    case 'webhook':
      return `webhook on ${new URL(target.url).host}`
  }
}
