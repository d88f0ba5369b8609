import path from 'node:path'
import { type Config, findModel, type ReadConfig, readConfig } from '../../config/load.js'
import { isKnownError } from '../../core/errors.js'
import type { World } from '../../core/ports.js'
import { placeOf } from '../iam/place.js'
import type { Check, Subject, Target } from './check.js'
import { configTarget } from './config.js'
import { credentialsTarget } from './credentials.js'
import { dataCheck, holdoutCheck } from './data.js'
import { historyCheck } from './history.js'
import { type Diagnosis, type Job, lookAtAll } from './look.js'
import { notifyCheck } from './notify.js'
import { productionCheck } from './production.js'
import { trainingCheck } from './training.js'

export type { Diagnosis } from './look.js'

/** What is looked at of each model, in the order of the report. */
const CHECKS: readonly Check[] = [dataCheck, productionCheck, holdoutCheck, historyCheck, trainingCheck, notifyCheck]

export interface CheckupOptions {
  /** Null = that in or above the working directory. */
  readonly file: string | null
  /** Null = all. */
  readonly models: readonly string[] | null
  /** Milliseconds that one check may take. */
  readonly timeout: number
}

/** Looks at the config, at the credentials, and at all that the models need. Nothing that fails hides another. */
export async function checkUp({ file, models, timeout }: CheckupOptions, world: World): Promise<Diagnosis[]> {
  const jobs = await jobsOf(file, models, world)
  return await lookAtAll(jobs, timeout, world)
}

async function jobsOf(file: string | null, models: readonly string[] | null, world: World): Promise<Job[]> {
  const job = (target: Target): Job => ({ model: null, name: 'config', target, place: null })
  try {
    const read = await readConfig(file, world)
    const config = job(shown(configTarget(read), world))
    return read.config === null ? [config] : [config, ...jobsOfConfig(read.config, read, models, world)]
  } catch (error) {
    if (!isKnownError(error)) throw error
    return [job(broken(file ?? 'ctrain.yaml', error))]
  }
}

function jobsOfConfig(config: Config, { file }: ReadConfig, models: readonly string[] | null, world: World): Job[] {
  const asked = models ?? Object.keys(config.models)
  const known = asked.filter((name) => Object.hasOwn(config.models, name))
  const subjects = known.map((name): Subject => ({ name, model: findModel(config, name), config }))
  const jobsOfModel = (subject: Subject): Job[] => {
    const { name: model } = subject
    const place = placeOf(subject.model, config, world)
    return CHECKS.flatMap((check) => check.targets(subject).map((target) => ({ model, name: check.name, target, place })))
  }
  const unknown = (name: string): Job => {
    const look = async () => {
      findModel(config, name)
      return []
    }
    return { model: name, name: 'model', target: shown({ target: file, look }, world), place: null }
  }
  return [
    { model: null, name: 'credentials', target: credentialsTarget(subjects, config), place: null },
    ...asked.flatMap((name) => {
      const subject = subjects.find((each) => each.name === name)
      return subject === undefined ? [unknown(name)] : jobsOfModel(subject)
    }),
  ]
}

function broken(target: string, error: unknown): Target {
  return { target, look: async () => Promise.reject(error) }
}

/** The path as it is seen from the working directory. */
function shown({ target, ...rest }: Target, { cwd }: World): Target {
  const relative = path.relative(cwd, target)
  return { ...rest, target: relative.startsWith('..') ? target : relative }
}
