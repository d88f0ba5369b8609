import type { Grant } from '../../core/iam-policy.js'
import { notifyEntries } from '../notify-targets.js'
import { arnOf } from './place.js'
import type { Needs } from './subject.js'

/** To tell people by topics and event buses; and to look whether these are there, as `ctrain doctor` does. */
export const notifyNeeds: Needs = ({ name, config, place }) =>
  notifyEntries(name, config).flatMap(({ entry: { target } }): Grant[] => {
    if (target.kind === 'webhook') return []
    if (target.kind === 'sns') {
      return [
        { sid: 'PublishNotifications', actions: ['sns:Publish'], resources: [target.topic] },
        { sid: 'LookAtTopics', actions: ['sns:GetTopicAttributes'], resources: [target.topic] },
      ]
    }
    const resources = [arnOf('events:PutEvents', `event bus ${target.bus}`, place)]
    return [
      { sid: 'PutNotifications', actions: ['events:PutEvents'], resources },
      { sid: 'LookAtEventBuses', actions: ['events:DescribeEventBus'], resources },
    ]
  })
