import { didYouMean } from '../../config/did-you-mean.js'
import { knownError } from '../../core/errors.js'
import { otherRoles, type RolePair, rankPairs, roleCandidates } from '../../core/find-roles.js'
import type { ColumnProfile, Inspection, Roles } from '../../core/inspection.js'
import { oneLine } from '../../core/one-line.js'
import type { World } from '../../core/ports.js'
import { same } from '../../core/sql.js'
import { sum } from '../../core/sum.js'
import type { Survey } from '../../core/survey.js'
import { formatsOf, type InspectOptions, type OpenSurvey, openSurvey } from './open.js'

/** Looks into data: what files there are, what they hold, and how predictions lie by label. */
export async function inspect(options: InspectOptions, world: World): Promise<Inspection> {
  const opened = await openSurvey(options, world)
  try {
    return await inspectSurvey(opened, options)
  } finally {
    await opened.close()
  }
}

export async function inspectSurvey(opened: OpenSurvey, options: InspectOptions): Promise<Inspection> {
  const { found, survey, read, bytesFetched } = opened
  const pairs = await likelyPairs(survey, options)
  const roles = rolesOf(survey.columns, pairs, options)
  const { label, prediction } = roles
  return {
    sources: options.sources,
    template: found.template,
    partitions: found.partitions,
    files: {
      found: found.files.length,
      bytes: sum(found.files.map(({ bytes }) => bytes)),
      read,
      bytesFetched,
      formats: formatsOf(found, options.format),
    },
    rows: survey.rows,
    rowsScanned: survey.rowsScanned,
    columns: survey.columns,
    roles,
    histogram: label === null || prediction === null ? null : await survey.histogram(label, prediction),
    contradictions: survey.contradictions,
  }
}

/** Pairs of label and prediction, the likeliest first. Refuses a column that was named and is not there. */
export async function likelyPairs(
  survey: Survey,
  { label, prediction }: Pick<InspectOptions, 'label' | 'prediction'>,
): Promise<readonly RolePair[]> {
  const given = { label: nameOf(label, survey.columns), prediction: nameOf(prediction, survey.columns) }
  const { labels, predictions } = roleCandidates(survey.columns, given)
  const names = (columns: readonly ColumnProfile[]) => columns.map(({ name }) => name)
  const found = await survey.correlations(names(labels), names(predictions))
  const correlations = new Map(found.map((pair) => [JSON.stringify([pair.label, pair.prediction]), pair.value]))
  return rankPairs(survey.columns, (a, b) => correlations.get(JSON.stringify([a, b])) ?? null, given)
}

/** The roles of the likeliest pair, or those that were named, and what else is likely. */
export function rolesOf(
  columns: readonly ColumnProfile[],
  [best]: readonly RolePair[],
  given: Pick<InspectOptions, 'label' | 'prediction'>,
): Roles {
  const label = best?.label.name ?? nameOf(given.label, columns)
  const prediction = best?.prediction.name ?? nameOf(given.prediction, columns)
  const taken = [label, prediction].filter((name) => name !== null)
  return { label, prediction, ...otherRoles(columns, taken) }
}

/** A column as the data spells it; null = none was named. */
export function nameOf(name: string | null, columns: readonly ColumnProfile[]): string | null {
  if (name === null) return null
  const found = columns.find((column) => same(column.name, name))
  if (found !== undefined) return found.name
  const hint = didYouMean(
    name,
    columns.map((column) => column.name),
  )
  throw knownError('data', `the data has no column "${name}"`, { hint: oneLine(hint, 500) })
}
