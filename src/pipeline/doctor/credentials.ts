import type { Config } from '../../config/load.js'
import { isKnownError } from '../../core/errors.js'
import { iamPolicy } from '../iam/index.js'
import { placeOf } from '../iam/place.js'
import { type Finding, ok, type Subject, type Target } from './check.js'

/** Who calls AWS, where the models have anything of it. */
export function credentialsTarget(subjects: readonly Subject[], config: Config): Target {
  return {
    target: 'AWS',
    async look(world) {
      const names = subjects.map(({ name }) => name)
      if (iamPolicy(names, config, 'monitor', world).policy.Statement.length === 0) {
        return ok('not needed, as all is local or public')
      }
      const regions = subjects.map(({ model }) => placeOf(model, config, world).region)
      const { findCaller } = await import('../../aws/who-am-i.js')
      const caller = await findCaller(
        regions.find((region) => region !== '*'),
        world,
      )
      const place = `region ${caller.region}${caller.origin === null ? '' : `, from the ${caller.origin}`}`
      try {
        const { arn, account } = await caller.identity()
        return ok(`${arn}, account ${account}, ${place}`)
      } catch (error) {
        return unlessNetwork(error, place)
      } finally {
        caller.close()
      }
    },
  }
}

/** Networks without a way out may reach the services that runs need, and STS not. */
function unlessNetwork(error: unknown, place: string): Finding {
  if (!isKnownError(error) || error.kind !== 'network') throw error
  return {
    status: 'warn',
    message: `credentials are there (${place}), but STS can't be asked whose they are: ${error.message}`,
    hint: 'runs need STS only to assume retrain.role_arn; in a VPC, add an interface endpoint for STS',
  }
}
