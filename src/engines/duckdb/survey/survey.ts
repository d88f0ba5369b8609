import { isKnownError } from '../../../core/errors.js'
import { kindOfType } from '../../../core/inspection.js'
import type { EngineInput } from '../../../core/ports.js'
import { identifier } from '../../../core/sql.js'
import type { LabelledValue, Survey, SurveyRequest } from '../../../core/survey.js'
import type { Connection } from '../connection.js'
import { type Dataset, openDataset } from '../dataset.js'
import { naming } from '../naming.js'
import { toNumber, toNumberOrNull } from '../values.js'
import { readFooters } from './footers.js'
import { histogramOf } from './histogram.js'
import { profileColumns, type Sample } from './profile.js'

/** Takes the rows of the last files apart and profiles them, beside what the footers of its files say of all. */
export async function survey(
  request: SurveyRequest,
  rows: number,
  dataset: Dataset,
  input: EngineInput,
  connection: Connection,
): Promise<Survey> {
  const newestFirst = { ...input, files: input.files.slice(input.files.length - request.files).toReversed() }
  const sample = await take(request, await openDataset(newestFirst, connection), input, connection)
  const isAll = sample.rows === rows && request.columns === null
  const footers = isAll ? new Map() : await readFooters(input.files, dataset.columns, rows, connection)
  const columns = await profileColumns(dataset.columns, sample, footers, rows, connection)
  const numbers = new Set(columns.filter(({ kind }) => kind === 'number' || kind === 'boolean').map(({ name }) => name))
  const hasNumbers = (name: string) => numbers.has(name) && sample.names.includes(name)
  const profileOf = (name: string) => columns.find((column) => column.name === name && sample.names.includes(name))
  return {
    rows,
    rowsScanned: sample.rows,
    columns,
    contradictions: await contradictions(dataset),
    async correlations(labels, predictions) {
      const pairs = labels.filter(hasNumbers).flatMap((label) => {
        return predictions.filter((other) => hasNumbers(other) && other !== label).map((prediction) => ({ label, prediction }))
      })
      if (pairs.length === 0 || sample.rows === 0) return []
      const [row = []] = await connection.rows(
        `SELECT ${pairs.map(({ label, prediction }) => correlation(label, prediction)).join(', ')} FROM ${sample.relation}`,
      )
      return pairs.map((pair, index) => ({ ...pair, value: finite(toNumberOrNull(row[index])) }))
    },
    async histogram(label, prediction) {
      const [of, by] = [profileOf(prediction), profileOf(label)]
      return of === undefined || by === undefined ? null : await histogramOf(by, of, sample, connection)
    },
    labelsBy: (column, label) => labelsBy(column, label, sample, connection),
  }
}

async function take(request: SurveyRequest, dataset: Dataset, input: EngineInput, connection: Connection): Promise<Sample> {
  const wanted = dataset.columns.filter(
    ({ name, type }) => kindOfType(type) !== 'nested' && (request.columns?.includes(name) ?? true),
  )
  const names = wanted.map(({ name }) => name)
  const limit = Math.min(request.maxRows, Math.floor(request.maxValues / Math.max(1, names.length)))
  // Without a column there is nothing to look at, but rows to count.
  const list = names.length === 0 ? 'NULL AS nothing' : names.map(identifier).join(', ')
  const source = names.length === 0 ? '(SELECT NULL WHERE false)' : dataset.relation
  await naming(input.files, names, connection, () =>
    connection.rows(`CREATE OR REPLACE TEMP TABLE sample AS SELECT ${list} FROM ${source} LIMIT ${limit}`),
  )
  const [[rows] = []] = await connection.rows('SELECT count(*) FROM sample')
  return { relation: 'sample', rows: toNumber(rows ?? null), names }
}

/** Columns of which so many contradictions are told, at most. */
const TOLD = 10

async function contradictions(dataset: Dataset): Promise<string[]> {
  const messages = new Set<string>()
  for (const { name } of dataset.columns) {
    if (messages.size === TOLD) break
    await dataset.checkFiles([name]).catch((error: unknown) => {
      if (!isKnownError(error)) throw error
      messages.add(error.message)
    })
  }
  return [...messages]
}

/** Infinities make it fail. */
function correlation(label: string, prediction: string): string {
  const [x, y] = [label, prediction].map((name) => `CAST(${identifier(name)} AS DOUBLE)`)
  return `corr(${x}, ${y}) FILTER (WHERE isfinite(${x}) AND isfinite(${y}))`
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}

async function labelsBy(name: string, label: string, { relation }: Sample, connection: Connection): Promise<LabelledValue[]> {
  const rows = await connection.rows(`
    SELECT CAST(value AS VARCHAR), sum(rows), count(*), min(rows) FROM (
      SELECT ${identifier(name)} AS value, ${identifier(label)} AS label, count(*) AS rows FROM ${relation}
      WHERE ${identifier(label)} IS NOT NULL GROUP BY ALL)
    GROUP BY value ORDER BY 2 DESC, 1`)
  return rows.map(([value, count, labels, rarest]) => ({
    value: value === null || value === undefined ? null : String(value),
    rows: toNumber(count ?? null),
    labels: toNumber(labels ?? null),
    rarest: toNumber(rarest ?? null),
  }))
}
