import type { Config } from '../../config/load.js'
import type { ModelConfig } from '../../config/schema.js'
import { isKnownError, knownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { schemeOf } from '../../datasets/index.js'
import { peek } from '../../datasets/peek.js'
import { awsSettings } from '../aws-settings.js'
import { holdoutOf } from '../baseline/holdout.js'
import { partsOf, settingsOf } from '../dataset-parts.js'
import { type Check, type Finding, ok, type Target } from './check.js'
import { findingOf } from './look.js'

/** Each source of the dataset can be listed, and one of its files read. */
export const dataCheck: Check = {
  name: 'dataset',
  targets: ({ model, config }) => targetsOf(model, config, 'dataset'),
}

/** The same of the dataset that the production score is measured on, where that is another. */
export const holdoutCheck: Check = {
  name: 'holdout',
  targets: ({ model, config }) =>
    model.production?.dataset === undefined
      ? []
      : targetsOf(holdoutOf(model, config).model, config, 'production.dataset').map((target) => ({
          ...target,
          look: (world, timeout) => unlessRefused(() => target.look(world, timeout)),
        })),
}

/** Only the last step of a training reads it: who monitors need not be allowed to. */
async function unlessRefused<T>(look: () => Promise<T>): Promise<T | Finding> {
  try {
    return await look()
  } catch (error) {
    if (!isKnownError(error) || error.refused === null) throw error
    const message = `can't be read, which only ctrain baseline record needs: ${error.message}`
    const hint = 'run as who records the production score; ctrain iam --for training prints the policy'
    return { ...findingOf(error), status: 'warn', message, hint }
  }
}

function targetsOf(model: ModelConfig, config: Config, place: string): Target[] {
  return partsOf(model).flatMap((part) => {
    const { sources, key } = settingsOf(part, model)
    return sources.map((source) => ({
      ...(part !== 'data' && { check: part }),
      target: source,
      look: (world) => lookAt(source, key.replace(/^dataset/, place), model, config, world),
    }))
  })
}

async function lookAt(source: string, key: string, model: ModelConfig, config: Config, world: World): Promise<Finding> {
  const settings = awsSettings(config, model.dataset)
  const { read, listed, isWhole } = await peek(source, config.directory, settings, world)
  const what = schemeOf(source) === 's3' ? 'objects' : 'files'
  const as = settings.anonymous === true ? ', anonymously' : settings.requesterPays === true ? ', as requester who pays' : ''
  if (read !== null) return ok(`can be listed and read${schemeOf(source) === 's3' ? as : ''}`)
  if (isWhole) {
    throw knownError(
      'data',
      `no ${what} match; ${listed} ${listed === 1 ? 'begins' : 'begin'} like the part before the first wildcard`,
      {
        hint: `check ${key}: the bucket or folder, the placeholders and the globs`,
      },
    )
  }
  return {
    status: 'warn',
    message: `can be listed, but none of the first ${listed} ${what} matches, and no more were looked at`,
    hint: `check ${key}, or name more of the path before its first wildcard`,
  }
}
