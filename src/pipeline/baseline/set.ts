import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Config, findModel } from '../../config/load.js'
import { type Authorship, type BaselineDocument, givenBaseline, type ScoreDefinition } from '../../core/baseline.js'
import type { BaselineChange } from '../../core/baseline-report.js'
import { knownError } from '../../core/errors.js'
import { mismatches } from '../../core/mismatches.js'
import type { World } from '../../core/ports.js'
import { parseBaseline } from '../../stores/baseline-document.js'
import { parseJson } from '../../stores/production-score.js'
import { loadCustomMetrics } from '../custom-metrics.js'
import { declaredDefinition } from '../definition.js'
import type { CompareOptions } from '../evaluate.js'
import { type ChangeOptions, change } from './change.js'
import { readFormer, withPlace } from './place.js'
import { authorship } from './write.js'

/** What is stored: a document of ctrain's in a file, or a number. */
export type Given = { readonly file: string } | { readonly score: number; readonly standardError: number | null }

/** Stores a production score that was measured elsewhere, as one of the definition that the config declares. */
export async function setBaseline(
  name: string,
  config: Config,
  given: Given,
  options: ChangeOptions & CompareOptions,
  world: World,
): Promise<BaselineChange> {
  const { model, close } = await loadCustomMetrics(name, findModel(config, name), config, world)
  try {
    return await withPlace(name, model, config, world, async (place) => {
      const former = await readFormer(name, place, config)
      const declared = await declaredDefinition(name, model, config)
      const by = authorship(options.note, world)
      const document =
        'file' in given
          ? await documentOf(path.resolve(world.cwd, given.file), declared, by, options)
          : givenBaseline(given, declared, by)
      return await change({ action: 'set', name, former, document, reasons: [] }, options, place, world)
    })
  } finally {
    await close()
  }
}

async function documentOf(
  file: string,
  declared: ScoreDefinition,
  by: Authorship,
  { allowMismatch }: CompareOptions,
): Promise<BaselineDocument> {
  const document = parseBaseline(parseJson(await read(file), file), file)
  if (document === null) {
    throw knownError(
      'data',
      `${file} is no production document: it lacks schemaVersion, model, metric, params, slices or score`,
      {
        hint: 'ctrain baseline record --dry-run prints one; a number alone is stored with --score',
      },
    )
  }
  const different = mismatches(document, declared, [file, 'the config'])
  if (different.length > 0 && !allowMismatch) {
    throw knownError('data', `${file} is of another score than the config's: ${different.join('; ')}`, {
      hint: 'evaluate would not compare with it; --allow-mismatch stores it all the same',
    })
  }
  refuseOtherSum(document, file)
  return { ...document, ...by, note: by.note ?? document.note }
}

/** A score must be the weighted sum of its slices, where they have values. */
function refuseOtherSum({ slices, score }: BaselineDocument, file: string): void {
  const weighted = slices.filter(({ weight }) => weight > 0)
  const sum = weighted.reduce((total, { weight, value }) => total + weight * (value ?? Number.NaN), 0)
  if (weighted.length === 0 || Number.isNaN(sum) || Math.abs(sum - score) <= 1e-6 * Math.max(1, Math.abs(score))) return
  throw knownError('data', `${file} has the score ${score}, but its slices sum to ${Number(sum.toPrecision(12))}`, {
    hint: 'the score is Σ weight × value over the slices',
  })
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw knownError('usage', `${file} can't be read: ${code}`, { hint: 'name a file with --file', cause: error })
  }
}
