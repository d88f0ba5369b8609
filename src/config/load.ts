import path from 'node:path'
import { knownError } from '../core/errors.js'
import type { World } from '../core/ports.js'
import { didYouMean } from './did-you-mean.js'
import { type ConfigDocument, type ConfigPath, type Issue, parseConfig } from './document.js'
import { findConfigFile, readConfigFile } from './find.js'
import { explainIssues } from './issues.js'
import { checkRules } from './rules.js'
import { type ConfigData, configSchema, type ModelConfig } from './schema.js'

/** A config that has been read and checked, defaults filled in. */
export interface Config extends ConfigData {
  /** Absolute path of the file. */
  readonly file: string
  /** What relative paths are relative to. */
  readonly directory: string
  /** A place in the file as `file:line:column`. */
  locate(path: ConfigPath): string
  /** A problem as `file:line:column path: problem (fix)`. */
  describe(issue: Issue): string
}

/** What a config file holds, right or wrong. */
export interface ReadConfig {
  readonly file: string
  /** Null when there are issues. */
  readonly config: Config | null
  readonly data: unknown
  readonly issues: readonly Issue[]
  describe(issue: Issue): string
}

/** Reads and checks a config. Rejects with every problem at once. `file` is relative to the working directory; null searches upward from it. */
export async function loadConfig(file: string | null, world: World): Promise<Config> {
  const { config, issues, describe } = await readConfig(file, world)
  if (config === null) throw configError(issues.map(describe))
  return config
}

/** Like {@link loadConfig}, with the problems as values. */
export async function readConfig(file: string | null, world: World): Promise<ReadConfig> {
  const found = await findConfigFile(file, world)
  const document = parseConfig(await readConfigFile(found), world.env)
  const relative = path.relative(world.cwd, found)
  const shown = relative.startsWith('..') ? found : relative
  const describe = (issue: Issue) => describeIssue(issue, document, shown)
  const locate = (place: ConfigPath) => `${shown}:${document.locate({ path: place })}`
  const { data } = document
  if (data === null || typeof data !== 'object') {
    const issues =
      document.issues.length > 0 ? document.issues : [{ path: [], message: 'is no mapping (write version: 1 and models:)' }]
    return { file: found, config: null, data, issues, describe }
  }
  const parsed = configSchema.safeParse(data)
  const issues = [...document.issues, ...(parsed.success ? [] : explainIssues(parsed.error, data)), ...checkRules(data)]
  const config =
    issues.length > 0 || !parsed.success
      ? null
      : { ...parsed.data, file: found, directory: path.dirname(found), locate, describe }
  return { file: found, config, data, issues, describe }
}

/** All problems of a config as one error. */
export function configError(problems: readonly string[]): Error {
  const [only] = problems
  if (problems.length === 1 && only !== undefined) return knownError('config', only)
  return knownError(
    'config',
    `${problems.length} problems in the config:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  )
}

/** A model by name, or a usage error with what was perhaps meant. */
export function findModel(config: Config, name: string): ModelConfig {
  const model = Object.hasOwn(config.models, name) ? config.models[name] : undefined
  if (model !== undefined) return model
  throw knownError('usage', `there is no model "${name}" in ${config.file}`, {
    hint: didYouMean(name, Object.keys(config.models)),
  })
}

function describeIssue(issue: Issue, document: ConfigDocument, file: string): string {
  const place = issue.path.length === 0 ? '' : ` ${formatPath(issue.path)}:`
  return `${file}:${document.locate(issue)}${place} ${issue.message}`
}

function formatPath(parts: ConfigPath): string {
  return parts.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  )
}
